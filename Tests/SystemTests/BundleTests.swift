import Foundation
import Support
import Testing

/// A stick may carry the wrong file, a broken one, or the same one twice.
@Suite("Bundles", .temporaryDirectory)
struct BundleTests {
    private static let safe = ("Nothing of the bundle was applied", "一点也没有并入")

    private func refuse(
        _ office: Office, _ file: String, english: (String, String), chinese: (String, String),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try office.refuses(
            ["import-bundle", file], english: Sentences(english.0, Self.safe.0, english.1),
            chinese: Sentences(chinese.0, Self.safe.1, chinese.1), sourceLocation: sourceLocation)
    }

    @Test func `a bundle for another node is refused`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let bundle = world.file("up.hsb")
        try world.village.done("export-bundle", bundle)
        try refuse(
            world.neighbour, bundle, english: ("not for this node", "made for this node"),
            chinese: ("不是给本机的", "发给本机"))
        // Another county, at whose door the stick might be.
        let other = try Office("350604", in: TemporaryDirectory.path)
        try other.done(
            "init", "--office", "350604", "--name", "龙海", "--practice", "--as", "admin")
        try refuse(
            other, bundle, english: ("not for this node", "made for this node"),
            chinese: ("不是给本机的", "发给本机"))
        // What the county writes for one village is not for the other.
        try world.county.done("import-bundle", bundle)
        let down = world.file("down.hsb")
        try world.county.done("export-bundle", down, "--for", world.village.code)
        try refuse(
            world.neighbour, down, english: ("not for this node", "made for this node"),
            chinese: ("不是给本机的", "发给本机"))
        try world.village.done("import-bundle", down)
    }

    @Test func `a bundle that was cut or changed is refused as a whole`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let bundle = world.file("up.hsb")
        try world.village.done("export-bundle", bundle)
        let bytes = try #require(TemporaryDirectory.read("up.hsb"))
        let damage = [
            Array(bytes.dropLast()), Array(bytes.prefix(bytes.count / 2)),
            bytes.enumerated().map { $0 == bytes.count / 2 ? $1 ^ 1 : $1 },
            bytes.enumerated().map { $0 == bytes.count - 1 ? $1 ^ 0x80 : $1 },
        ]
        for (number, damaged) in damage.enumerated() {
            try TemporaryDirectory.write("damaged.hsb", damaged)
            try refuse(
                world.county, world.file("damaged.hsb"),
                english: ("cut off or changed", "Copy the file again"),
                chinese: ("不完整或被改动过", "重新复制"))
            #expect(try world.county.values("person", "name").isEmpty, "damage \(number)")
        }
        try TemporaryDirectory.write("letter.hsb", Array("不是数据包\n".utf8))
        try refuse(
            world.county, world.file("letter.hsb"), english: ("no bundle", "export-bundle"),
            chinese: ("不是数据包", "export-bundle"))
        try world.county.done("import-bundle", bundle)
        #expect(try world.county.values("person", "name") == ["王秀英"])
    }

    @Test func `a bundle that comes twice changes nothing the second time`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let bundle = world.file("up.hsb")
        try world.village.done("export-bundle", bundle)
        try world.county.done("import-bundle", bundle)
        let before = try world.county.census()
        #expect(try world.county.json("import-bundle", bundle).number("exceptions") == 0)
        #expect(try world.county.census() == before)
        // The line came in between, and the stick is older than it.
        try world.village.done("add", "household", "village=350603101201", "number=A-02")
        try world.village.done("sync")
        let later = try world.county.census()
        try world.county.done("import-bundle", bundle)
        #expect(try world.county.census() == later)
        #expect(try world.county.values("household", "number") == ["A-01", "A-02"])
    }
}
