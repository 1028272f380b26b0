public import Replication

/// The checks of the programme on one record, pure: the same at the keyboard and at the county.
public enum Checks {
    /// What does not pass on a record.
    ///
    /// Only what a person enters now is stopped. What stands already has happened, and so has what
    /// belongs to a batch that was taken over from paper: a person looks.
    /// - Parameters:
    ///   - record: the record; it may be known to the lookup already, or not yet.
    ///   - values: its fields, as they would stand.
    ///   - home: the division that would own it; `nil` if it stands already.
    ///   - actor: who enters it now; `nil` if it stands already.
    public static func findings(
        type: RecordType, record: RecordID, values: [String: Value], home: DivisionCode? = nil,
        by actor: Actor? = nil, lookup: some Lookup
    ) -> [Finding] {
        let subject = Subject(record: record, values: values, home: home, actor: actor)
        let findings = plain(subject, type: type, lookup: lookup)
        return actor == nil || isTakenOver(subject, type: type, lookup: lookup)
            ? findings.map(\.onceMerged) : findings
    }

    /// What does not pass if something now happened to a record: what stops an event at the
    /// keyboard.
    ///
    /// What waits for a person stops an approval: it is the last step before money. What belongs to
    /// paper times stops nothing.
    public static func findings(
        before event: String, type: RecordType, record: RecordID, values: [String: Value],
        home: DivisionCode? = nil, by actor: Actor, lookup: some Lookup
    ) -> [Finding] {
        let subject = Subject(record: record, values: values, home: home, actor: actor)
        let findings = plain(before: event, subject, type: type, lookup: lookup)
        return isTakenOver(subject, type: type, lookup: lookup)
            ? findings.map(\.onceMerged) : findings
    }

    private static func plain(
        before event: String, _ subject: Subject, type: RecordType, lookup: some Lookup
    ) -> [Finding] {
        switch (type.name, event) {
        case ("application", _):
            guard let stage = ApplicationStage(event: event) else { return [] }
            let findings = application(subject, stage: stage, lookup: lookup)
            guard stage == .approved else { return findings }
            return findings.map(\.blocking) + approver(subject, lookup: lookup)
        case ("contract", "ready"): return guarantors(of: subject.record, lookup: lookup)
        case ("batch", "approved"): return batch(subject, lookup: lookup)
        default: return []
        }
    }

    /// By which fields, beside references and handles, records are sought: a table has an index on
    /// each.
    package static let sought: [String: Set<String>] = [
        "person": ["birth_date", "phone", "account"], "contract": ["batch"],
        "application": ["batch"], "guarantor": ["name"], "allocation": ["town"],
        "ledger_entry": ["kind"],
    ]

    private static func plain(
        _ subject: Subject, type: RecordType, lookup: some Lookup
    ) -> [Finding] {
        switch type.name {
        case "person": person(subject, lookup: lookup)
        case "application": application(subject, lookup: lookup)
        case "village_review": villageReview(subject)
        case "public_notice": publicNotice(subject, lookup: lookup)
        case "guarantor": guarantor(subject, lookup: lookup)
        case "contract": contract(subject, lookup: lookup)
        case "ledger_entry": ledgerEntry(subject, lookup: lookup)
        case "fund_source": fundSource(subject, lookup: lookup)
        case "batch": batch(subject, lookup: lookup)
        default: []
        }
    }
}

extension Finding {
    /// The same on a record that has been merged: a person looks.
    var onceMerged: Finding {
        Finding(check, severity.onceMerged, field: field, other: other, value: value)
    }

    /// The same where nothing depends on it any more.
    var lighter: Finding {
        severity == .information
            ? self : Finding(check, .warning, field: field, other: other, value: value)
    }

    /// The same before money: what waits for a person stops.
    var blocking: Finding {
        severity == .hold ? Finding(check, .block, field: field, other: other, value: value) : self
    }
}

/// A record under check.
struct Subject {
    /// Its id.
    let record: RecordID
    /// Its fields, as they would stand.
    let values: [String: Value]
    /// The division that would own it, if it is not known to the lookup yet.
    var home: DivisionCode?
    /// Who enters it now; `nil` if it stands already.
    var actor: Actor?

    /// A record with the fields it would have.
    init(
        record: RecordID, values: [String: Value], home: DivisionCode? = nil,
        actor: Actor? = nil
    ) {
        self.record = record
        self.values = values
        self.home = home
        self.actor = actor
    }

    /// A record as the replica has it.
    init(_ record: RecordID, of type: String, in lookup: some Lookup) {
        self.record = record
        let fields =
            Catalogue.type(named: type)?.registers.filter { $0.shape != .events }
            .flatMap(\.fields) ?? []
        values = Dictionary(
            fields.map { ($0.name, lookup.value(of: record, $0.name)) }
        ) { first, _ in first }
    }

    /// The text in a field; `nil` if there is none.
    func text(_ field: String) -> String? {
        if case .text(let text)? = values[field] { return text }
        return nil
    }

    /// The number in a field; 0 if there is none.
    func number(_ field: String) -> Int64 {
        if case .integer(let number)? = values[field] { return number }
        return 0
    }

    /// The date in a field; `nil` if there is none.
    func date(_ field: String) -> CivilDate? { text(field).flatMap { CivilDate($0) } }

    /// Whether a field says yes.
    func isTrue(_ field: String) -> Bool { values[field] == .bool(true) }

    /// The record that a field names; `nil` if it names none.
    func record(_ field: String) -> RecordID? {
        values[field].flatMap(RecordID.init(value:))
    }

    /// The elements of a set.
    func elements(_ field: String) -> [Value] {
        if case .list(let values)? = values[field] { return values }
        return []
    }

    /// The division that owns it.
    func home(_ lookup: some Lookup) -> DivisionCode? { home ?? lookup.home(of: record) }

    /// Whether the record is here already: what was written once in it is a fact.
    func stands(in lookup: some Lookup) -> Bool { lookup.home(of: record) != nil }
}

extension RecordID {
    /// The record that a value names; `nil` if it names none.
    init?(value: Value) {
        guard case .bytes(let bytes) = value else { return nil }
        self.init(bytes: bytes)
    }
}
