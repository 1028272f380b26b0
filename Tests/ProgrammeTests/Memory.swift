import Programme
import Replication

/// A replica in memory: records by their facts, for checks and figures.
struct Memory: Lookup {
    private(set) var facts: [Facts] = []
    /// How many records there ever were.
    private var count: UInt64 = 0
    /// What happened to records.
    var happened: [RecordID: [Event]] = [:]
    /// Who wrote records.
    var stamps: [RecordID: Stamp] = [:]
    /// Who wrote single fields of records, where that was somebody else.
    var fieldStamps: [RecordID: [String: Stamp]] = [:]
    /// Records that a person must decide.
    var conflicts: Set<RecordID> = []
    /// The day of its questions.
    var today = CivilDate(year: 2017, month: 10, day: 31) ?? CivilDate(milliseconds: 0)

    func records(of type: String, where field: String, equals value: Value) -> [RecordID] {
        facts.filter { facts in
            guard facts.type == type else { return false }
            if case .list(let elements) = facts[field] { return elements.contains(value) }
            return facts[field] == value
        }.map(\.record)
    }

    func value(of record: RecordID, _ field: String) -> Value {
        facts.first { $0.record == record }?[field] ?? .absent
    }

    func stamp(of record: RecordID, _ field: String) -> Stamp? {
        value(of: record, field) == .absent ? nil : fieldStamps[record]?[field] ?? stamps[record]
    }

    func isInConflict(_ record: RecordID) -> Bool { conflicts.contains(record) }

    func simplified(_ text: String) -> String { text == "陳麗華" ? "陈丽华" : text }

    func events(of record: RecordID) -> [Event] { happened[record] ?? [] }

    func home(of record: RecordID) -> DivisionCode? {
        facts.first { $0.record == record }?.home
    }

    /// Adds a record and answers its id.
    @discardableResult
    mutating func add(
        _ type: String, home: String = "350603101201", _ values: [String: Value]
    ) -> RecordID {
        count += 1
        let record = RecordID(high: 7, low: count)
        facts.append(Facts(record: record, type: type, home: code(home), values: values))
        return record
    }

    /// Writes fields of a record; `absent` empties one.
    mutating func set(_ record: RecordID, _ values: [String: Value]) {
        guard let index = facts.firstIndex(where: { $0.record == record }) else { return }
        let old = facts[index]
        facts[index] = Facts(
            record: record, type: old.type, home: old.home,
            values: old.values.merging(values) { $1 }.filter { $0.value != .absent })
    }

    /// Takes a record away.
    mutating func remove(_ record: RecordID) { facts.removeAll { $0.record == record } }

    /// Something happens to a record.
    ///
    /// - Parameter seen: what its author knew; everything if it is left out.
    /// - Returns: the event.
    @discardableResult
    mutating func happen(
        _ word: String, _ on: String, to record: RecordID, until: String? = nil,
        seen: [Event]? = nil
    ) -> Event {
        let known = happened[record] ?? []
        let event = Event.expected(
            EventContent(word, on: day(on), until: until.map { day($0) }),
            id: Identifier(high: record.low, low: UInt64(known.count + 1)),
            by: stamped(1), after: seen ?? known)
        happened[record, default: []].append(event)
        return event
    }

    /// What the checks find on a record that stands here.
    func findings(_ record: RecordID) -> [Finding] {
        guard let found = facts.first(where: { $0.record == record }),
            let type = Catalogue.type(named: found.type)
        else { return [] }
        return Checks.findings(
            type: type, record: record, values: found.values, lookup: self)
    }

    /// What the checks say when somebody enters a record, or writes fields of one.
    func entering(
        _ type: String, _ values: [String: Value], record: RecordID? = nil,
        home: String = "350603101201", by actor: Actor = Memory.actor(9)
    ) -> [Finding] {
        let standing = facts.first { $0.record == record }
        return Checks.findings(
            type: Self.type(type), record: record ?? RecordID(high: 8, low: 8),
            values: (standing?.values ?? [:]).merging(values) { $1 }
                .filter { $0.value != .absent },
            home: standing?.home ?? code(home), by: actor, lookup: self)
    }

    /// What the checks say when something is about to happen to a record.
    func before(
        _ event: String, _ record: RecordID, by actor: Actor = Memory.actor(9)
    ) -> [Finding] {
        guard let found = facts.first(where: { $0.record == record }) else { return [] }
        return Checks.findings(
            before: event, type: Self.type(found.type), record: record, values: found.values,
            by: actor, lookup: self)
    }

    /// Somebody of an office.
    static func actor(_ user: UInt64, of office: String = "350603101") -> Actor {
        Actor(
            user: RecordID(high: 1, low: user), office: code(office), tier: code(office).tier,
            roles: Set(Role.allCases))
    }

    private static func type(_ name: String) -> RecordType {
        guard let type = Catalogue.type(named: name) else {
            preconditionFailure("no type is named \(name)")
        }
        return type
    }

    /// The records that the checks look at again when one changes.
    func affected(_ record: RecordID) -> Set<RecordID> {
        guard let found = facts.first(where: { $0.record == record }),
            let type = Catalogue.type(named: found.type)
        else { return [] }
        return Checks.affected(by: type, record: record, values: found.values, lookup: self)
    }
}

/// A division of a test, by its code.
func code(_ text: String) -> DivisionCode { DivisionCode(text) ?? .nation }

/// A day of a test, as it is written.
func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(text) else { preconditionFailure("\(text) is no day") }
    return day
}

/// The stamp of somebody of an office.
func stamped(_ user: UInt64, of office: String = "350603101") -> Stamp {
    Stamp(
        author: RecordID(high: 1, low: user), office: code(office), tier: code(office).tier,
        time: .zero)
}

/// A day of a test.
func date(_ text: String) -> CivilDate {
    guard let date = CivilDate(text) else { preconditionFailure("no such day: \(text)") }
    return date
}

/// The value that names a record.
func named(_ record: RecordID) -> Value { .bytes(record.bytes) }

/// A type of the catalogue by its name.
func type(_ name: String) -> RecordType {
    guard let type = Catalogue.type(named: name) else {
        preconditionFailure("no type is named \(name)")
    }
    return type
}

extension RecordType {
    /// A register by its name.
    func register(named name: String) -> RegisterDeclaration? {
        registers.first { $0.name == name }
    }
}
