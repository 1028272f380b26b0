import Programme
import Replication
import Testing

/// One cell of the campaign: a deed in the words of the table, and what it takes to do it.
struct Cell {
    /// How the change comes to its record.
    enum Way: String, CaseIterable {
        /// It makes the facet.
        case making
        /// It changes a record that the writer has before him.
        case changing
        /// It says that it makes, as its writer's own, what stands already and elsewhere.
        case blind
    }

    /// Who stands behind it.
    enum Person: String, CaseIterable {
        /// Somebody with a role of the line.
        case permitted
        /// Somebody with a role that the line does not name.
        case other
        /// Somebody without a role.
        case none
        /// Somebody whose role was taken away.
        case former
        /// Somebody whom nobody knows.
        case stranger
        /// The program.
        case program
        /// The program of the office above, as the node says that stands below it.
        case programAbove
        /// A person of the office above, as the node says that stands below it.
        case borrowed
        /// A person of the office, at a tier that is not the office's.
        case raised
        /// Somebody who writes into his own record.
        case oneself
    }

    /// In the words of the table.
    var deed: Deed
    let tier: Tier
    let type: RecordType
    let facet: FacetID
    let relation: Relation
    let way: Way
    let person: Person
    /// What is written besides the home of what is made.
    let assignment: Assignment
    /// The division that the change names as the record's.
    let claimed: DivisionCode
    /// The office, person and tier that the change names.
    let stamp: Stamp
    /// What stands already, at the receivers; `nil` for what is made.
    let seed: Record?

    /// Whether no honest program writes so, and its replica is torn from the others thereby: it
    /// calls its own what stands elsewhere, or has let go of what only a server may void.
    var isTorn: Bool { way == .blind || deed.register == 2 }

    /// The cell in a line of a report.
    var name: String {
        "\(tier) \(deed.type).\(deed.register)\(deed.word.map { "=\($0)" } ?? "") \(relation) "
            + "\(way) by \(person)"
    }
}

/// Generates cells out of the lines of the printed table.
struct CellMaker {
    let rights: PrintedRights
    var planter: Planter
    let people: People
    let chance: SeededEntropy
    /// The incarnation of the village, for voids of what comes from below.
    let below: ReplicaID
    /// Whether the cells are entered by a person instead of carried to a server.
    var isAtEntry = false
    /// The lines whose cells are made; `nil` for all of them.
    var sample: Set<String>?

    /// The lines of which no earlier one says the same of a register that merges alike, in a type
    /// whose records are made alike: on sticks and above the first server they are enough.
    ///
    /// All cells are carried over HTTP, and the same code judges on every channel.
    static func sample(of rights: PrintedRights) -> Set<String> {
        var said: Set<[String]> = []
        let names: Set = ["type", "number", "register", "word"]
        let lines = rights.lines.filter { line in
            guard let type = line["type"].flatMap({ Catalogue.type(named: $0) }) else {
                return true
            }
            let number = UInt32(line["number"] ?? "") ?? 0
            let home =
                switch type.home {
                case .office: "office"
                case .field: "field"
                case .homeOf: "other"
                }
            let columns = line.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
            return said.insert(
                columns.map(\.value) + [
                    type.register(number).map { "\($0.policy) \($0.shape)" } ?? "engine \(number)",
                    line["word"] == "-" ? "-" : "word", home, "\(type.naturalKey != nil)",
                    "\(type.isMovable)", "\(type.reaches)",
                ]
            ).inserted
        }
        return Set(lines.map(name))
    }

    private static func name(_ line: [String: String]) -> String {
        ["type", "number", "word"].map { line[$0] ?? "" }.joined(separator: " ")
    }

    /// A home that lies so to the office of a tier, near enough that its server holds it.
    static func home(_ relation: Relation, of tier: Tier) -> DivisionCode? {
        let line = Country.codes
        guard let index = line.firstIndex(where: { $0.tier == tier }) else { return nil }
        switch relation {
        case .own: return line[index]
        case .child: return index + 1 < line.count ? line[index + 1] : nil
        case .parent: return index > 0 ? line[index - 1] : nil
        case .sibling:
            return ["36", "3507", "350604", "350603103", "350603101202"]
                .compactMap { DivisionCode($0) }.first { $0.tier == tier }
        }
    }

    /// All cells of a type for one tier of writers.
    mutating func cells(_ type: RecordType, _ tier: Tier) throws -> [Cell] {
        var cells: [Cell] = []
        for line in rights.lines where line["type"] == type.name {
            if sample?.contains(Self.name(line)) == false { continue }
            let number = UInt32(line["number"] ?? "") ?? 0
            let word = line["word"].flatMap { $0 == "-" ? nil : $0 }
            let declared = type.register(number)
            // No value of such a register falls under its general line.
            if word == nil, let declared, Samples.isAllGuarded(declared) { continue }
            for reach in declared.map({ [$0.reach] }) ?? type.reaches {
                for relation in Relation.allCases {
                    guard let home = Self.home(relation, of: tier) else { continue }
                    let row = Row(
                        line: line, tier: tier, type: type, number: number, word: word,
                        reach: reach, relation: relation, home: home)
                    for way in Cell.Way.allCases {
                        for person in persons(row, way) {
                            cells.append(try cell(row, way, person))
                        }
                    }
                }
            }
        }
        return cells
    }

    private struct Row {
        let line: [String: String]
        let tier: Tier
        let type: RecordType
        let number: UInt32
        let word: String?
        let reach: Reach
        let relation: Relation
        let home: DivisionCode

        var roles: [String] {
            (line["roles"] ?? "-").split(separator: " ").map(String.init).filter { $0 != "-" }
        }
    }

    private func persons(_ row: Row, _ way: Cell.Way) -> [Cell.Person] {
        if isAtEntry {
            // Who enters whose a record is gives it away: that has the rights of the home, too.
            let name = row.type.register(row.number)?.name
            if row.type.isMovable, row.tier == .county,
                name.map({ row.type.home == .field($0) }) == true
            {
                return []
            }
            return way == .changing && row.number > 15 ? [.permitted, .other, .none] : []
        }
        // Nothing can be withdrawn or voided before it is there.
        if way != .changing, [2, 3].contains(row.number) { return [] }
        if way == .blind { return row.relation == .parent ? [] : [.permitted] }
        // What does not travel is judged by nobody, whoever wrote it.
        if row.reach == .county, row.tier >= .county { return [.permitted] }
        var persons: [Cell.Person] = [.permitted, .other, .none]
        if [.own, .child].contains(row.relation) { persons += [.former, .program] }
        if row.relation == .own { persons += [.stranger, .programAbove, .borrowed, .raised] }
        if way == .changing, row.relation == .own, row.type.name == "staff_user", row.number > 15,
            row.roles == ["head", "sec_admin"], row.reach == .nation
        {
            persons.append(.oneself)
        }
        return persons
    }

    private mutating func cell(
        _ row: Row, _ way: Cell.Way, _ person: Cell.Person
    ) throws -> Cell {
        let office = try #require(Country.codes.first { $0.tier == row.tier })
        let above = Country.codes.first { Country.servers(above: row.tier).first == $0.tier }
        let stand = try stand(row, person, office: office, above: above ?? office)
        var facet = FacetID(planter.identifier(), row.reach)
        if person == .oneself { facet = FacetID(stand.stamp.author, row.reach) }
        let declared = row.type.register(row.number)
        var seed: Record?
        if person == .oneself {
            seed = people.records.first { $0.facet == facet }
        } else if way != .making {
            let old = declared.map {
                Samples.assignment($0, word: row.word, second: false, chance)
            }
            var record = Record(facet: facet, type: row.type.number, home: row.home)
            planter.write(old.map { [$0] } ?? [], into: &record, home: row.home, tier: row.tier)
            seed = record
        }
        let isBelow = [.own, .child].contains(row.relation)
        let newHome =
            switch way {
            case .making: row.home.description
            case .blind: office.description
            case .changing: row.tier == .village ? "350603101201" : "350603101299"
            }
        let assignment: Assignment
        switch row.number {
        case 1: assignment = Assignment(.home, .text(newHome))
        case 2:
            assignment = Assignment(.void(Dot(isBelow ? below : planter.replica, 77)), .bool(true))
        case 3: assignment = Assignment(.life, seed?.withdrawal ?? .list([]))
        default:
            assignment = Samples.assignment(
                try #require(declared), word: row.word, second: true, chance)
        }
        let deed = Deed(
            tier: row.tier.name, office: office.description, type: row.type.name,
            register: Int(row.number), word: row.word, home: row.home.description,
            newHome: newHome,
            reach: "\(row.reach)", isMaking: way == .making || isTwin(row, way),
            author: stand.author,
            isOneself: person == .oneself, isOfNodeBelow: isBelow)
        return Cell(
            deed: deed, tier: row.tier, type: row.type, facet: facet, relation: row.relation,
            way: way, person: person, assignment: assignment,
            claimed: way == .blind ? office : row.home, stamp: stand.stamp, seed: seed)
    }

    /// Whether two offices add the same part to a record that has one name everywhere: then both
    /// make it, and neither could know.
    private func isTwin(_ row: Row, _ way: Cell.Way) -> Bool {
        guard way == .blind, row.relation == .own, let key = row.type.naturalKey else {
            return false
        }
        return !key.fields.contains { row.type.field($0)?.register.reach == row.reach }
    }

    private struct Stand {
        let author: Deed.Author
        let stamp: Stamp
    }

    /// Whose name stands under the change, and what the table's reader is told of him.
    private func stand(
        _ row: Row, _ person: Cell.Person, office: DivisionCode, above: DivisionCode
    ) throws -> Stand {
        let good = row.roles.first ?? "head"
        let bad = Role.allCases.map(\.rawValue).first { !row.roles.contains($0) } ?? "viewer"
        func stamp(_ author: RecordID, _ place: DivisionCode, _ tier: Tier? = nil) -> Stamp {
            Stamp(author: author, office: place, tier: tier ?? place.tier, time: .zero)
        }
        func staff(_ name: String, _ roles: [String], former: [String] = []) throws -> Stand {
            Stand(
                author: .staff(roles: Set(roles), former: Set(former)),
                stamp: stamp(try people.id(name, at: office), office))
        }
        switch person {
        case .permitted, .oneself: return try staff(good, [good])
        case .other: return try staff(bad, [bad])
        case .none: return try staff("nobody", [])
        case .former: return try staff("former \(good)", [], former: [good])
        case .stranger: return Stand(author: .stranger, stamp: stamp(chance.identifier(), office))
        case .program: return Stand(author: .program, stamp: stamp(.zero, office))
        case .programAbove: return Stand(author: .impostor, stamp: stamp(.zero, above))
        case .borrowed:
            return Stand(author: .impostor, stamp: stamp(try people.id(good, at: above), office))
        case .raised:
            return Stand(
                author: .impostor,
                stamp: stamp(try people.id(good, at: office), office, above.tier))
        }
    }
}
