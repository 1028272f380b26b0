public import Replication

/// The checks of the programme on one record, pure: the same at the keyboard and at the county.
public enum Checks {
    /// What does not pass.
    ///
    /// - Parameters:
    ///   - record: the record; not counted among the others even if the lookup knows it already.
    ///   - values: its fields, as they would stand.
    ///   - today: the day by this machine's clock; only a warning depends on it.
    public static func findings(
        type: RecordType, record: RecordID, values: [String: Value], today: CivilDate,
        lookup: some Lookup
    ) -> [Finding] {
        let subject = Subject(record: record, values: values)
        switch type.name {
        case "person": return person(subject, today: today, lookup: lookup)
        case "contract": return numberTwice("contract", "contract_no", subject, lookup)
        case "ledger_entry":
            return numberTwice("ledger_entry", "receipt_no", subject, lookup)
                + ledgerEntry(subject, lookup: lookup)
        default: return []
        }
    }

    private struct Subject {
        let record: RecordID
        let values: [String: Value]

        func text(_ name: String) -> String? {
            if case .text(let text) = values[name] ?? .absent { return text }
            return nil
        }

        func fen(_ name: String) -> Int64 {
            if case .integer(let fen) = values[name] ?? .absent { return fen }
            return 0
        }
    }

    private static func person(
        _ subject: Subject, today: CivilDate, lookup: some Lookup
    ) -> [Finding] {
        guard let text = subject.text("id_number") else { return [] }
        guard let number = IDNumber(text), let birth = number.birthDate else {
            return [Finding(.idNumber)]
        }
        var findings: [Finding] = []
        let isMother = subject.text("relation") == "mother"
        let isOtherDate = subject.text("birth_date").map { $0 != birth.description } ?? false
        if isOtherDate || (isMother && !number.isFemale) { findings.append(Finding(.idAgrees)) }
        let age = today.year - birth.year
        if !IDNumber.provinces.contains(String(text.prefix(2)))
            || (isMother && !(18...65).contains(age))
        {
            findings.append(Finding(.idPlausible))
        }
        let same = lookup.records(of: "person", where: "id_number", equals: .text(text))
        let others = same.filter { $0 != subject.record }
        return findings + others.map { Finding(.duplicatePerson, other: $0) }
    }

    private static func numberTwice(
        _ type: String, _ field: String, _ subject: Subject, _ lookup: some Lookup
    ) -> [Finding] {
        guard let number = subject.text(field) else { return [] }
        return lookup.records(of: type, where: field, equals: .text(number))
            .filter { $0 != subject.record }
            .map { Finding(.numberTwice, other: $0) }
    }

    private static func ledgerEntry(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let contract = subject.values["contract"], contract != .absent else { return [] }
        let others = lookup.records(of: "ledger_entry", where: "contract", equals: contract)
            .filter { $0 != subject.record }
        let book = ContractBook(entries: others, lookup: lookup)
        switch subject.text("kind") {
        case "disburse":
            return book.standing("disburse").map { Finding(.secondPayout, other: $0) }
        case "repay":
            let isEarly = subject.text("paid_on").map { book.isBeforePayout($0) } ?? false
            let isMore = subject.fen("amount") > book.outstanding
            return isEarly || isMore ? [Finding(.overpaid)] : []
        default:
            return []
        }
    }

    /// CK-46: what is outstanding must have come from somewhere.
    public static func sources(principal: Int64, outstanding: Int64) -> [Finding] {
        outstanding > principal ? [Finding(.sources)] : []
    }
}

/// The entries of one contract, and what they sum up to.
struct ContractBook {
    private struct Line {
        let record: RecordID
        let kind: String
        let fen: Int64
        let paidOn: String
    }

    private let lines: [Line]
    private let reversed: Set<RecordID>

    init(entries: [RecordID], lookup: some Lookup) {
        func text(_ record: RecordID, _ field: String) -> String {
            if case .text(let text) = lookup.value(of: record, field) { return text }
            return ""
        }
        var reversed: Set<RecordID> = []
        lines = entries.map { record in
            if case .bytes(let bytes) = lookup.value(of: record, "reverses"),
                let other = RecordID(bytes: bytes)
            {
                reversed.insert(other)
            }
            var fen: Int64 = 0
            if case .integer(let amount) = lookup.value(of: record, "amount") { fen = amount }
            return Line(
                record: record, kind: text(record, "kind"), fen: fen,
                paidOn: text(record, "paid_on"))
        }
        self.reversed = reversed
    }

    /// The entries of a kind that no reversal names.
    func standing(_ kind: String) -> [RecordID] {
        lines.filter { $0.kind == kind && !reversed.contains($0.record) }.map(\.record)
    }

    /// Paid out less repaid, reversals taken out.
    var outstanding: Int64 {
        lines.filter { !reversed.contains($0.record) }.reduce(0) { sum, line in
            switch line.kind {
            case "disburse": sum + line.fen
            case "repay": sum - line.fen
            default: sum
            }
        }
    }

    /// Whether a date lies before the money was paid out.
    func isBeforePayout(_ date: String) -> Bool {
        let payouts = lines.filter { $0.kind == "disburse" && !reversed.contains($0.record) }
        return payouts.allSatisfy { date < $0.paidOn }
    }
}
