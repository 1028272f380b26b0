/// The arrows of `Package.swift`, read from its text.
struct Manifest {
    /// Per room, closet and front door what it may enter.
    var arrows: [String: Set<String>]
    /// The executable targets.
    var programs: Set<String>

    static let standing = Manifest(SourceFile("Package.swift", Tree.read("Package.swift") ?? ""))

    init(_ file: SourceFile) {
        arrows = [:]
        // Names stand in literals, which the code part leaves out: only comments are taken away.
        var text = Array(file.text.utf8)
        for (index, byte) in file.comments.utf8.enumerated() where byte > UInt8(ascii: " ") {
            text[index] = UInt8(ascii: " ")
        }
        let plain = String(decoding: text, as: UTF8.self)
        let names = { (list: String) in Set(matches(of: #""(\w+)""#, in: list).map(\.groups[1])) }
        for match in matches(of: #"\broom\(\s*"(\w+)"\s*(?:,\s*\[([^\]]*)\])?"#, in: plain) {
            arrows[match.groups[1]] = names(match.groups[2])
        }
        for match in matches(of: #"\bcloset\(\s*"(\w+)""#, in: plain) {
            arrows[match.groups[1]] = []
        }
        let doors =
            #"\.executableTarget\(\s*name:\s*"(\w+)",\s*dependencies:\s*(everything|\[[^\]]*\])"#
        let rooms = Set(arrows.keys).subtracting(Rooms.closets.keys)
        programs = []
        for match in matches(of: doors, in: plain) {
            programs.insert(match.groups[1])
            arrows[match.groups[1]] =
                match.groups[2] == "everything" ? rooms : names(match.groups[2])
        }
    }

    /// Where the manifest and the table of ARCHITECTURE.md say different things.
    func differences(from table: RoomTable) -> [String] {
        let rooms = Set(arrows.keys).subtracting(Rooms.closets.keys).subtracting(programs)
        return Set(arrows.keys).union(table.rows.keys).sorted().compactMap { room in
            guard let arrows = arrows[room] else { return "\(room) is a row, and no target" }
            guard let row = table.rows[room] else { return "\(room) is a target without a row" }
            if row.arrows == ["all"], arrows == rooms { return nil }
            return arrows == row.arrows
                ? nil
                : "\(room): Package.swift says \(arrows.sorted()), the table \(row.arrows.sorted())"
        }
    }
}
