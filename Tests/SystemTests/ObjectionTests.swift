import Foundation
import Support
import Testing

/// An objection that is made offline on the last day of a notice, and arrives when others have gone
/// on: by line and by stick, through the shipped programs.
@Suite("A late objection", .temporaryDirectory)
struct ObjectionTests {
    private let world: World
    private let township: Office

    /// A village whose application is on notice from 1 to 8 July 2017, and its township.
    init() throws {
        world = try World()
        township = try Office("350603101", in: TemporaryDirectory.path)
        try world.county.done("office", "add", township.code, "蓝田镇")
        try world.county.done(
            "user", "add", "zhou", "--name", "周", "--office", township.code, "--roles", "clerk")
        try world.enroll(township)
        try world.family(at: world.village, number: "B-01")
        try write(
            "application.csv",
            """
            application_no,household,mother,batch,applied_on,amount_requested,income_before,project_kind,c1,c2,c3,c4,c5
            A-01,B-01,王秀英,24,2017-06-10,10000,3200,breeding,yes,yes,yes,yes,yes

            """)
        try write(
            "review.csv",
            """
            application,kind,held_on,chair,recorder,eligible,present,votes_for,votes_against,abstain,minutes_no
            A-01,two_committees,2017-06-20,林,吴,9,8,8,0,0,M-1

            """)
        for (type, file) in [("application", "application.csv"), ("village_review", "review.csv")] {
            try at(world.village, "2017-06-30", "import", type, world.file(file))
        }
        try at(
            world.village, "2017-07-01", "add", "public_notice", "number=N-01", "kind=publicity",
            "subject_kind=aid_list", "starts_on=2017-07-01", "days=7", "start_photo=1.jpg",
            "channels=village_board", "items=A-01")
        try world.village.done("sync")
        try township.done("sync")
    }

    private func write(_ name: String, _ text: String) throws {
        try TemporaryDirectory.write(name, Array(text.utf8))
    }

    /// Runs a command on a day; only commands that take a clock do.
    @discardableResult
    private func at(_ office: Office, _ day: String, _ words: String...) throws -> Said {
        let said = try office.run(words + ["--clock", day + "T10:00"])
        try #require(said.code == 0, "\(office.code) \(words): \(said.err)\(said.out)")
        return said
    }

    /// The village notes the objection without a line.
    private func object() throws {
        try at(
            world.village, "2017-07-08", "add", "objection", "application=A-01",
            "raised_on=2017-07-08", "content=不符合条件")
    }

    /// The application as an office shows it.
    private func shown(_ office: Office) throws -> Said {
        try office.json("show", "application:A-01", "--clock", "2017-07-20T10:00")
    }

    private func exchange() throws {
        for office in [world.village, township, world.village, township] { try office.done("sync") }
    }

    @Test func `it counts against the township's agreement, which must be given again`() throws {
        try object()
        // The notice is taken down by the township's own man.
        try at(
            township, "2017-07-09", "set", "public_notice:N-01", "closed_on=2017-07-09",
            "end_photo=2.jpg")
        try at(township, "2017-07-10", "decide", "application:A-01", "agree")
        try exchange()
        for office in [world.village, township, world.county] {
            let said = try shown(office)
            #expect(try said.text("state") == "notice_objected")
            #expect(
                try said.rows("remarks").compactMap { $0["event"] as? String }
                    == ["township_agreed"])
        }
        let early = try township.run([
            "decide", "application:A-01", "agree", "--clock", "2017-07-11T10:00",
        ])
        #expect(early.code == 1 && early.err.contains("objected to"), "\(early.err)")
        let objection = try #require(
            try township.json("list", "objection").rows("records").first?["id"] as? String)
        try at(
            township, "2017-07-12", "set", objection, "result=rejected", "answered_on=2017-07-12",
            "handler=周", "finding=查无此事")
        try at(township, "2017-07-13", "decide", "application:A-01", "agree")
        try exchange()
        for office in [world.village, township, world.county] {
            #expect(try shown(office).text("state") == "township_agreed")
        }
    }
}
