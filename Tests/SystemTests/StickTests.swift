import Foundation
import Support
import Testing

/// Offices without any line: files and sticks carry everything, between servers too.
@Suite("Sticks alone", .temporaryDirectory)
struct StickTests {
    /// Carries one stick up and one down; what the import below said.
    private func carry(_ office: Office, _ parent: Office, _ round: String) throws -> Said {
        let (up, down) = (
            TemporaryDirectory.file("\(office.code)-\(round).up"),
            TemporaryDirectory.file("\(office.code)-\(round).down")
        )
        try office.done("export-bundle", up)
        try parent.done("import-bundle", up)
        try parent.done("export-bundle", down, "--for", office.code)
        return try office.json("import-bundle", down)
    }

    /// Enrolls an office by files.
    private func enroll(_ office: Office, at parent: Office, _ options: String...) throws {
        let file: (String) -> String = { TemporaryDirectory.file(office.code + "." + $0) }
        try parent.done("node", "invite", office.code, "--file", file("hsi"))
        try office.done("enroll-request", file("hsr"), "--invitation-file", file("hsi"))
        try parent.done("node", "enroll", file("hsr"), file("hsa"))
        let said = try office.run(["enroll-answer", file("hsa")] + options)
        try #require(said.code == 0, "\(said.err)")
    }

    @Test func `a county without a line hands on to its province by stick`() throws {
        let folder = TemporaryDirectory.path
        let province = try Office("35", in: folder)
        let county = try Office("350603", in: folder)
        let village = try Office("350603101201", in: folder)
        try province.done(
            "init", "--office", "35", "--name", "福建省", "--practice", "--as", "admin")
        try enroll(county, at: province, "--name", "龙文区", "--as", "admin")
        #expect(try county.json("status").json()["tier"] as? String == "county")
        #expect(try county.run(["status"]).out.contains("龙文区"))
        try county.done("office", "add", village.code, "洋老洲村")
        try county.done(
            "user", "add", "chen", "--name", "陈", "--office", village.code, "--roles", "clerk")
        try enroll(village, at: county)
        _ = try carry(village, county, "0")
        try village.done("add", "household", "village=\(village.code)", "number=A-01")
        #expect(try carry(village, county, "1").json()["equal"] as? Bool == true)
        #expect(try carry(county, province, "1").json()["equal"] as? Bool == true)
        // What the county only learnt from its village is at the province, and both can prove it.
        #expect(try province.values("household", "number") == ["A-01"])
        #expect(try carry(county, province, "2").json()["equal"] as? Bool == true)
        let receipt = try #require(try county.json("receipts").rows("receipts").first)
        let other = try #require(try province.json("receipts").rows("receipts").first)
        for key in ["digest", "records"] {
            #expect("\(receipt[key] ?? 0)" == "\(other[key] ?? 1)", "\(key)")
        }
        // Figure, name and value; who was heard differs from tier to tier.
        let totals = try [county, province].map { office in
            try office.done("report", "national", "--csv").out.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).prefix(3)
            }
        }
        #expect(totals[0].count > 5 && totals[0] == totals[1])
        #expect(try county.json("status").number("a0") == 0)
        // Nobody is above a province without a parent: there the stick needs its receiver.
        let said = try province.run(["export-bundle", TemporaryDirectory.file("x")])
        #expect(said.code == 2 && said.err.contains("--for"))
    }

    @Test func `a stick is a contact at both ends`() throws {
        let world = try World()
        let before = try world.village.json("status", "--keep").text("last_contact")
        #expect(!before.isEmpty)
        let other = try Office("350603101203", in: TemporaryDirectory.path)
        try world.county.done("office", "add", other.code, "村三")
        try world.offline {
            try enroll(other, at: world.county)
            #expect(try other.json("status").json()["last_contact"] is NSNull)
            _ = try carry(other, world.county, "1")
            #expect(try !other.json("status").text("last_contact").isEmpty)
            let nodes = try world.county.json("node", "list", "--under", other.code).rows("nodes")
            #expect(nodes.first?["last_contact"] is String)
        }
    }
}
