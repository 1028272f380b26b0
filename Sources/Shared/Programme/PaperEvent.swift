public import Replication

/// An event that follows from a paper.
public struct PaperEvent: Hashable, Sendable {
    /// Its id, derived: however often the paper is entered, it happens once.
    public let id: Identifier
    /// The record to which it happens, which may not be here.
    public let subject: RecordID
    /// The field of the paper that names it; `nil` if it is the paper itself.
    public let field: String?
    /// What happens.
    public let content: EventContent
}

extension RecordType {
    /// The events that follow from a paper of this type and did not follow from it before.
    ///
    /// An event's id is the first six bytes of its subject's, then the first ten of SHA-256 over
    /// `event`, the paper's id and the word.
    /// - Parameters:
    ///   - before: what the paper said, sets as lists; empty for a new one.
    ///   - after: what it says.
    ///   - home: the division that owns it.
    ///   - hash: SHA-256.
    public func events(
        of paper: RecordID, before: [String: Value], after: [String: Value], home: DivisionCode,
        lookup: some Lookup, hash: ([UInt8]) -> [UInt8]
    ) -> [PaperEvent] {
        consequences.flatMap { consequence -> [PaperEvent] in
            guard consequence.isFulfilled(by: after),
                case .text(let text)? = after[consequence.on], let on = CivilDate(text)
            else { return [] }
            let standing =
                consequence.isFulfilled(by: before)
                ? consequence.subjects(of: paper, before, home: home, hash: hash) : []
            let named = consequence.subjects(of: paper, after, home: home, hash: hash)
            return named.filter { !standing.contains($0) }.compactMap { subject in
                let seed = Array("event".utf8) + paper.bytes + Array(consequence.event.utf8)
                let bytes = subject.bytes.prefix(6) + hash(seed).prefix(10)
                guard let id = Identifier(bytes: bytes) else { return nil }
                let content = EventContent(
                    consequence.event, on: on,
                    until: consequence.until(
                        after, on: on, at: lookup.home(of: subject) ?? home, lookup: lookup),
                    paper: paper, reason: consequence.reason(after))
                return PaperEvent(
                    id: id, subject: subject, field: consequence.subject.field, content: content)
            }
        }
    }
}

extension Consequence {
    /// Whether a paper that says this has the consequence: it tells the day too.
    fileprivate func isFulfilled(by values: [String: Value]) -> Bool {
        guard values[on] ?? .absent != .absent else { return false }
        if let needs, values[needs] ?? .absent == .absent { return false }
        return conditions.allSatisfy { condition in
            guard case .text(let word)? = values[condition.field] else { return false }
            return condition.words.contains(word)
        }
    }

    /// The records that a paper names, in its order.
    fileprivate func subjects(
        of paper: RecordID, _ values: [String: Value], home: DivisionCode,
        hash: ([UInt8]) -> [UInt8]
    ) -> [RecordID] {
        switch subject {
        case .itself: return [paper]
        case .named(let field):
            let named: [Value]
            if case .list(let elements)? = values[field] {
                named = elements
            } else {
                named = [values[field] ?? .absent]
            }
            return named.compactMap { value in
                if case .bytes(let bytes) = value { return RecordID(bytes: bytes) }
                return nil
            }
        case .batch(let field):
            guard case .integer(let number)? = values[field] else { return [] }
            return Self.batch(number, of: home, hash: hash).map { [$0] } ?? []
        }
    }

    /// The record of a county's batch, by its number.
    private static func batch(
        _ number: Int64, of home: DivisionCode, hash: ([UInt8]) -> [UInt8]
    ) -> RecordID? {
        guard let county = home.county, let type = Catalogue.type(named: "batch") else {
            return nil
        }
        return type.derivedID(
            ["division": .text(county.description), "batch_no": .integer(number)], hash: hash)
    }

    fileprivate func until(
        _ values: [String: Value], on day: CivilDate, at home: DivisionCode, lookup: some Lookup
    ) -> CivilDate? {
        switch until {
        case nil: return nil
        case .days(let field)?:
            guard case .integer(let days)? = values[field] else { return nil }
            return day.adding(days: Int(days))
        case .parameter(let parameter)?:
            return day.adding(days: Int(lookup.value(of: parameter, at: home, on: day)))
        }
    }

    fileprivate func reason(_ values: [String: Value]) -> String? {
        guard let reason, case .text(let text)? = values[reason] else { return nil }
        let most = String(
            String.UnicodeScalarView(text.unicodeScalars.prefix(EventContent.reasonMax)))
        return most.trimmed.isEmpty ? nil : most
    }
}

extension Consequence.Subject {
    /// The field that names it.
    var field: String? {
        switch self {
        case .itself: nil
        case .named(let field), .batch(let field): field
        }
    }
}

extension DivisionCode {
    /// The county that it is or lies in; `nil` above counties.
    var county: DivisionCode? {
        length == 6 ? self : ancestors.first { $0.length == 6 }
    }
}

extension Catalogue {
    /// The types of papers that say that something happened to records of a type; none if a person
    /// may say it without one.
    public static func papers(of event: String, on type: RecordType) -> [RecordType] {
        types.filter { paper in
            paper.consequences.contains { consequence in
                guard consequence.event == event else { return false }
                switch consequence.subject {
                case .itself: return type.name == paper.name
                case .batch: return type.name == "batch"
                case .named(let field):
                    return paper.field(field)?.field.kind == .reference(type.name)
                }
            }
        }
    }
}
