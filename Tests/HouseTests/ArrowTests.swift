import Testing

@Suite("Arrows")
struct ArrowTests {
    @Test func `the arrows of Package are those of ARCHITECTURE`() {
        #expect(Manifest.standing.differences(from: .standing) == [])
        #expect(Manifest.standing.arrows.count >= 17)
    }

    @Test func `an arrow more, an arrow less and a room without a row are found`() {
        let table = RoomTable(
            "| **Wire** | bytes | CBOR, Replication | `Frame` |\n| **EdgeNode** | door | all | `main` |"
        )
        let differences = { (manifest: String) in
            Manifest(SourceFile("Package.swift", manifest)).differences(from: table).count
        }
        let door = #".executableTarget(name: "EdgeNode", dependencies: everything)"#
        #expect(differences(#"room("Wire", ["CBOR", "Replication"]), "# + door) == 0)
        #expect(differences(#"room("Wire", ["CBOR", "Replication", "Sync"]), "# + door) == 1)
        #expect(differences(#"room("Wire", ["CBOR"]), "# + door) == 1)
        #expect(differences(#"room("Wire", ["CBOR", "Replication"])"#) == 1)
        #expect(differences(#"room("Wire", ["CBOR", "Replication"]), room("Attic"), "# + door) == 1)
        #expect(differences(#"// room("Wire", ["CBOR", "Replication"])"# + "\n" + door) == 1)
    }

    @Test func `arrows point down: no room enters itself through others`() {
        let arrows = Manifest.standing.arrows
        for room in arrows.keys { #expect(!reach(from: room, over: arrows).contains(room)) }
        let circle: [String: Set<String>] = ["A": ["B"], "B": ["C"], "C": ["A"]]
        #expect(reach(from: "A", over: circle).contains("A"))
    }

    @Test func `every file that the room table names is there`() {
        #expect(RoomTable.standing.stale(Tree.files) == [])
        let table = RoomTable("| **Wire** | bytes | CBOR | `Frame`, `Old`, `Messages/*` |")
        let files = [
            SourceFile("Sources/Shared/Wire/Frame.swift", ""),
            SourceFile("Sources/Shared/Wire/Messages/Hello.swift", ""),
        ]
        #expect(table.stale(files) == ["Wire/Old"])
        #expect(table.missing(files[1]).isEmpty)
        #expect(table.stale([files[0]]) == ["Wire/Messages/*", "Wire/Old"])
    }

    private func reach(from room: String, over arrows: [String: Set<String>]) -> Set<String> {
        var reached: Set<String> = []
        var open = Array(arrows[room] ?? [])
        while let next = open.popLast() {
            if reached.insert(next).inserted { open += arrows[next] ?? [] }
        }
        return reached
    }
}
