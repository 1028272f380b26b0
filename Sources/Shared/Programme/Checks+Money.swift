internal import Replication

extension Checks {
    /// The mother's papers (CK-02, CK-03) and the contract's number (CK-42).
    static func contract(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        var findings: [Finding] = []
        if let mother = subject.record("mother"),
            let text = lookup.text(of: mother, "id_number"), let number = IDNumber(text)
        {
            if !number.isFemale {
                findings.append(
                    Finding(.idAgrees, field: "mother", other: mother, value: number.masked))
            }
            if isUnusual(number, on: subject.text("signed_on")) {
                findings.append(
                    Finding(.idPlausible, field: "mother", other: mother, value: number.masked))
            }
        }
        guard let number = subject.text("contract_no") else { return findings }
        let same = lookup.records(of: "contract", where: "contract_no", equals: .text(number))
        return findings
            + same.filter { $0 != subject.record }.map {
                Finding(.numberTwice, field: "contract_no", other: $0, value: number)
            }
    }

    /// CK-49 on a reversal; CK-41, CK-42 and CK-44 on an entry that stands: a reversed one is
    /// settled.
    static func ledgerEntry(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        if subject.text("kind") == "reverse" { return reversal(subject, lookup: lookup) }
        guard !isReversed(subject.record, lookup: lookup) else { return [] }
        var findings: [Finding] = []
        if let number = subject.text("receipt_no") {
            let same = lookup.records(
                of: "ledger_entry", where: "receipt_no", equals: .text(number))
            findings += same.filter { other in
                other != subject.record && lookup.text(of: other, "kind") != "reverse"
                    && !isReversed(other, lookup: lookup)
            }.map { Finding(.numberTwice, field: "receipt_no", other: $0, value: number) }
        }
        guard let contract = subject.record("contract") else { return findings }
        let others = lookup.records(
            of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes)
        ).filter { $0 != subject.record && !isReversed($0, lookup: lookup) }
        switch subject.text("kind") {
        case "disburse":
            return findings
                + others.filter { lookup.text(of: $0, "kind") == "disburse" }
                .map { Finding(.secondPayout, field: "contract", other: $0) }
        case "repay": return findings + repayment(subject, others, lookup: lookup)
        default: return findings
        }
    }

    /// CK-49: it takes the whole of another entry out of every sum, so it must be about the whole
    /// of one that counts.
    private static func reversal(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let entry = subject.record("reverses") else { return [] }
        let amount = lookup.number(of: entry, "amount")
        var others = reversals(of: entry, lookup: lookup).filter { $0 != subject.record }
        let kind = lookup.text(of: entry, "kind")
        if kind == nil || kind == "reverse" || amount != subject.number("amount") {
            others.append(entry)
        }
        return others.map {
            Finding(
                .reversal, field: "reverses", other: $0,
                value: kind == nil ? "" : Money(fen: amount).yuan)
        }
    }

    /// CK-44: more than was outstanding, or before anything was paid out.
    private static func repayment(
        _ subject: Subject, _ others: [RecordID], lookup: some Lookup
    ) -> [Finding] {
        let payouts = others.filter { lookup.text(of: $0, "kind") == "disburse" }
        let repayments = others.filter { lookup.text(of: $0, "kind") == "repay" }
        let lent = payouts.reduce(0) { $0 + lookup.number(of: $1, "amount") }
        let repaid = repayments.reduce(0) { $0 + lookup.number(of: $1, "amount") }
        let first = payouts.compactMap { lookup.text(of: $0, "paid_on") }.min()
        let isEarly = subject.text("paid_on").map { day in first.map { day < $0 } ?? true } ?? false
        guard isEarly || repaid + subject.number("amount") > lent else { return [] }
        return [
            Finding(
                .overpaid, field: "amount", other: payouts.first,
                value: Money(fen: subject.number("amount")).yuan)
        ]
    }

    /// CK-46: what was booked as received is what the source says.
    ///
    /// Asked source by source, so that the finding stands on the record that a person must correct;
    /// the sums agree exactly if all of these do.
    static func fundSource(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let booked = lookup.records(
            of: "ledger_entry", where: "source", equals: .bytes(subject.record.bytes)
        ).filter {
            lookup.text(of: $0, "kind") == "source_in" && !isReversed($0, lookup: lookup)
        }.reduce(0) { $0 + lookup.number(of: $1, "amount") }
        guard booked != subject.number("amount") else { return [] }
        return [Finding(.sources, field: "amount", value: Money(fen: booked).yuan)]
    }

    /// Whether a reversal names the entry.
    private static func isReversed(_ entry: RecordID, lookup: some Lookup) -> Bool {
        !reversals(of: entry, lookup: lookup).isEmpty
    }

    /// The reversals that name an entry.
    static func reversals(of entry: RecordID, lookup: some Lookup) -> [RecordID] {
        lookup.records(of: "ledger_entry", where: "reverses", equals: .bytes(entry.bytes))
            .filter { lookup.text(of: $0, "kind") == "reverse" }
    }
}
