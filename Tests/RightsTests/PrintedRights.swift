// The second evaluator imports nothing: it shares no line with the room that it judges.

/// What becomes of a change at the first server that it meets, in the words of `protocol.md`.
enum Ruling: Hashable, CustomStringConvertible {
    /// It is merged.
    case merged
    /// It is refused for good, with this code.
    case refused(String)
    /// It waits for a person, with this code.
    case held(String)
    /// It does not travel so far: only its hash arrives, and there is nothing to be judged.
    case closed

    /// The ruling in a line of a report.
    var description: String {
        switch self {
        case .merged: "merged"
        case .refused(let code): "refused \(code)"
        case .held(let code): "held \(code)"
        case .closed: "closed"
        }
    }

}

/// What somebody does, in the words of the printed table.
struct Deed {
    /// Who stands behind it.
    enum Author: Hashable {
        /// A person of the office, with the roles that he has and those that he has had.
        case staff(roles: Set<String>, former: Set<String>)
        /// Somebody of whom nobody knows anything.
        case stranger
        /// The program, without a person.
        case program
        /// One who says that he acts for an office that is not the node's, or for another tier.
        case impostor
    }

    /// The tier of the office that acts.
    var tier: String
    /// Its code.
    var office: String
    /// The type's name.
    var type: String
    /// The register's number.
    var register: Int
    /// The word that is written, where the field has words of its own right.
    var word: String?
    /// The division that owns the record.
    var home: String
    /// The division that it is given to, if the register `home` is written.
    var newHome: String
    /// How far the facet travels.
    var reach: String
    /// Whether the change makes the facet.
    var isMaking: Bool
    /// Who does it.
    var author: Author
    /// Whether the record is his own.
    var isOneself = false
    /// Of a void: whether it names a write of a node below the server.
    var isOfNodeBelow = false
}

/// The rights as they are printed, and what decision 15 says of a deed by them.
struct PrintedRights {
    /// A printed line: the columns by their names.
    var lines: [[String: String]]
    /// The places of the lines of a type, and of a register of it: no mutant moves a line.
    private let places: [String: [Int]]

    /// Reads the table: a line of names, then lines of cells between bars.
    init(_ text: String) {
        let rows = text.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0.filter { $0 != "\t" }.trimmed }
        }
        let names = rows.first ?? []
        let lines = rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
        self.lines = lines
        var places: [String: [Int]] = [:]
        for (place, line) in lines.enumerated() {
            let type = line["type"] ?? ""
            places[type, default: []].append(place)
            places["\(type) \(line["number"] ?? "")", default: []].append(place)
        }
        self.places = places
    }

    /// What the first server makes of a deed.
    func ruling(_ deed: Deed) -> Ruling {
        if deed.reach == "county", !["village", "township"].contains(deed.tier) { return .closed }
        if deed.author == .stranger { return .held("unknownAuthor") }
        if deed.author == .impostor { return .refused("notPermitted") }
        switch deed.register {
        case 1: return deed.isMaking ? claim(deed) : move(deed)
        case 2: return void(deed)
        case 3: return withdraw(deed)
        // What happens to a record makes none: who says so must be one who may make it, too.
        case 4 where deed.isMaking && write(deed) == .merged: return claim(deed)
        default: return write(deed)
        }
    }

    /// What a server further above makes of it: it voids nothing, it holds and reports.
    func rulingAbove(_ deed: Deed) -> Ruling {
        if deed.reach == "county" { return .closed }
        if case .refused(let code) = ruling(deed) { return .held(code) }
        return ruling(deed)
    }

    /// Whether the division is the office's own or, where the rule is wide, lies within it.
    private func isOwned(_ home: String, by deed: Deed, _ line: [String: String]) -> Bool {
        if line["owner"] == "own" { return home == deed.office }
        if line["owner"] == "below", home == deed.office { return false }
        return deed.office == "0" || home.hasPrefix(deed.office)
    }

    /// A register of the programme.
    private func write(_ deed: Deed) -> Ruling {
        guard let general = line(deed, word: nil) else { return .refused("no line") }
        let narrow = deed.word.flatMap { line(deed, word: $0) } ?? general
        if deed.author == .program { return programWrites(deed, narrow) }
        guard isOwned(deed.home, by: deed, general) else { return .refused("foreignRecord") }
        guard mayByTier(deed, general) else { return .refused("notPermitted") }
        // What the program says of events no person says.
        if deed.register == 4, narrow["program"] == "area" { return .refused("notPermitted") }
        guard isOwned(deed.home, by: deed, narrow) else { return .refused("foreignRecord") }
        guard mayByTier(deed, narrow) else { return .refused("notPermitted") }
        let needed = words(narrow, "roles")
        if deed.isOneself, needed == ["head", "sec_admin"] { return .refused("notPermitted") }
        return byRole(deed, needed)
    }

    private func mayByTier(_ deed: Deed, _ line: [String: String]) -> Bool {
        if deed.isMaking, !words(line, "creators").contains(deed.tier) { return false }
        return words(line, "writers").contains(deed.tier)
            || deed.isMaking && words(line, "initial").contains(deed.tier)
    }

    /// A role that he has permits; one that was taken from him leaves it to a person.
    private func byRole(_ deed: Deed, _ needed: Set<String>) -> Ruling {
        guard case .staff(let roles, let former) = deed.author else {
            return .refused("notPermitted")
        }
        if !needed.isDisjoint(with: roles) { return .merged }
        return needed.isDisjoint(with: former) ? .refused("notPermitted") : .held("oldRights")
    }

    private func programWrites(_ deed: Deed, _ line: [String: String]) -> Ruling {
        if ["village", "township"].contains(deed.tier) { return .refused("notPermitted") }
        switch line["program"] {
        case "area":
            guard isOwned(deed.home, by: deed, line) else { return .refused("foreignRecord") }
            // What has no writers is written once, by the program too; each event is another.
            let isFixed =
                !deed.isMaking && deed.register != 4 && words(line, "writers").isEmpty
            return isFixed ? .refused("notPermitted") : .merged
        case "founding":
            guard deed.isMaking else { return .refused("notPermitted") }
            return deed.home == deed.office ? .merged : .refused("foreignRecord")
        default: return .refused("notPermitted")
        }
    }

    /// The home of a new record: set by whoever may make anything of the record.
    private func claim(_ deed: Deed) -> Ruling {
        guard let own = line(deed, word: nil) else { return .refused("no line") }
        guard isOwned(deed.home, by: deed, own) else { return .refused("foreignRecord") }
        let rulings = (places[deed.type] ?? []).filter { lines[$0]["word"] == "-" }
            .compactMap { Int(lines[$0]["number"] ?? "") }.filter { $0 > 15 }
            .map { number in
                var part = deed
                part.register = number
                return write(part)
            }
        return rulings.first { $0 == .merged }
            ?? rulings.first { $0 == .held("oldRights") } ?? rulings.first
            ?? .refused("no line")
    }

    /// Another home: within the mover's own division, from there to there.
    private func move(_ deed: Deed) -> Ruling {
        guard let line = line(deed, word: nil) else { return .refused("no line") }
        guard isOwned(deed.home, by: deed, line), isOwned(deed.newHome, by: deed, line) else {
            return .refused("foreignRecord")
        }
        guard words(line, "writers").contains(deed.tier) else { return .refused("notPermitted") }
        if deed.author == .program {
            return line["program"] == "area" ? .merged : .refused("notPermitted")
        }
        return byRole(deed, words(line, "roles"))
    }

    /// Only the program of a server voids, and only what came from below; what somebody unknown
    /// wrote waits until he is known.
    private func void(_ deed: Deed) -> Ruling {
        guard let line = line(deed, word: nil), deed.author == .program,
            words(line, "writers").contains(deed.tier)
        else { return .refused("voidNotPermitted") }
        return deed.isOfNodeBelow ? .merged : .held("unknownAuthor")
    }

    private func withdraw(_ deed: Deed) -> Ruling {
        guard let line = line(deed, word: nil) else { return .refused("no line") }
        guard isOwned(deed.home, by: deed, line) else { return .refused("foreignRecord") }
        guard deed.author != .program, words(line, "writers").contains(deed.tier) else {
            return .refused("notPermitted")
        }
        return byRole(deed, words(line, "roles"))
    }

    private func line(_ deed: Deed, word: String?) -> [String: String]? {
        (places["\(deed.type) \(deed.register)"] ?? []).first { lines[$0]["word"] == (word ?? "-") }
            .map { lines[$0] }
    }

    private func words(_ line: [String: String], _ column: String) -> Set<String> {
        Set((line[column] ?? "-").split(separator: " ").map(String.init)).subtracting(["-"])
    }
}

extension Sequence<Character> {
    /// The text without the blanks at its ends.
    fileprivate var trimmed: String {
        let text = drop { $0 == " " }
        return String(String(Array(text).reversed().drop { $0 == " " }.reversed()))
    }
}

extension PrintedRights {
    /// A table with one right turned around: what it is called, and the table.
    struct Mutant {
        /// The line: type, register and word.
        var line: String
        /// The column.
        var column: String
        /// The table.
        var rights: PrintedRights
        /// The line as it was.
        var original: [String: String]

        /// Whether it may say something else of a deed: of the register, or of who makes the record.
        func mayMatter(to deed: Deed) -> Bool {
            deed.register == 1 || original["number"] == String(deed.register)
        }

        /// Whether the line is the one of a deed.
        func isAbout(_ deed: Deed) -> Bool {
            original["type"] == deed.type && original["number"] == String(deed.register)
                && original["word"] == (deed.word ?? "-")
        }
    }

    /// Every table that differs from this one in one tier, role, owner or rule of one line.
    func mutants(roles: [String], tiers: [String]) -> [Mutant] {
        lines.indices.flatMap { index in
            let line = lines[index]
            func mutant(_ column: String, _ value: String) -> Mutant {
                var copy = self
                copy.lines[index][column] = value
                let name = "\(line["type"] ?? "").\(line["register"] ?? "")=\(line["word"] ?? "")"
                return Mutant(line: name, column: column, rights: copy, original: line)
            }
            let lists = [
                ("writers", tiers), ("initial", tiers), ("creators", tiers), ("roles", roles),
            ].flatMap { column, all in
                all.map { word in
                    let turned = words(line, column).symmetricDifference([word])
                    return mutant(
                        column, turned.isEmpty ? "-" : turned.sorted().joined(separator: " "))
                }
            }
            let owner = line["owner"] == "area" ? "own" : "area"
            let programs = ["nothing", "founding", "area"].filter { $0 != line["program"] }
            return lists + [mutant("owner", owner)]
                + programs.map { mutant("program", $0) }
        }
    }
}
