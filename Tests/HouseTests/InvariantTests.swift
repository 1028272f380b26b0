import Testing

@Suite("Invariants")
struct InvariantTests {
    private let defined = Invariants.defined(in: Tree.read("protocol.md") ?? "")

    @Test func `each invariant is named by a test of every room that could break it`() {
        #expect(defined == Array(1...18))
        let findings = Invariants.check(Tree.files, defined: defined)
        #expect(findings.isEmpty, "\(lines(findings))")
        let homes = Invariants.homes(in: Tree.files)
        for number in defined {
            print("INV-\(number): " + (homes[number] ?? []).joined(separator: " "))
        }
    }

    @Test func `an invariant that a room does not test is found`() {
        let files = Tree.files
        for (number, rooms) in Invariants.rooms {
            for room in rooms {
                let without = files.filter {
                    $0.room != "\(room)Tests" || !Invariants.named(in: $0).contains(number)
                }
                let findings = Invariants.check(without, defined: [number])
                #expect(findings.contains { $0.path == "Tests/\(room)Tests/" })
            }
        }
        #expect(Invariants.check(files, defined: [19]).contains { $0.path == "protocol.md" })
        #expect(
            Invariants.check(files, defined: Array(1...17)).contains { $0.words.contains("18") })
    }

    @Test func `only the name of a test counts`() {
        let named = { (text: String) in
            Invariants.named(in: SourceFile("Tests/WireTests/Planted.swift", text))
        }
        #expect(named("@Test func `all of it (INV-1, INV-12)`() {}") == [1, 12])
        #expect(named("@Test(arguments: [1])\n    func\n        `one (INV-4)`(a: Int) {}") == [4])
        #expect(named("/// Of INV-4.\n@Test func `nothing`() {}").isEmpty)
        #expect(named("// @Test func `nothing (INV-4)`() {}").isEmpty)
        #expect(named("func `a helper (INV-4)`() {}").isEmpty)
        let source = SourceFile("Sources/Shared/Wire/A.swift", "@Test func `a (INV-4)`() {}")
        #expect(Invariants.named(in: source).isEmpty)
    }
}
