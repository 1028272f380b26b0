internal import Replication

extension Checks {
    /// CK-49 on a reversal; CK-36 and CK-40…45 on an entry that stands: a reversed or disputed one
    /// is settled.
    ///
    /// What is written of an entry that stands is what the county found at the bank: it is not
    /// stopped by what is wrong with the entry.
    static func ledgerEntry(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        if subject.text("kind") == "reverse" { return reversal(subject, lookup: lookup) }
        guard !isReversed(subject.record, lookup: lookup), subject.text("standing") != "disputed"
        else { return [] }
        let findings = receipt(subject, lookup: lookup) + movement(subject, lookup: lookup)
        return confirmation(subject, lookup: lookup)
            + (subject.stands(in: lookup) ? findings.map(\.onceMerged) : findings)
    }

    /// CK-42: the number of its paper on another entry that counts.
    private static func receipt(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let number = subject.text("receipt_no") else { return [] }
        return lookup.records(of: "ledger_entry", where: "receipt_no", equals: .text(number))
            .filter { other in
                other != subject.record && lookup.text(of: other, "kind") != "reverse"
                    && Loan.counts(other, lookup: lookup)
            }.map { Finding(.numberTwice, field: "receipt_no", other: $0, value: number) }
    }

    /// CK-40, 41, 43…45: what it means for its contract.
    private static func movement(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let contract = subject.record("contract") else { return [] }
        switch subject.text("kind") {
        case "disburse":
            return payout(subject, contract, lookup: lookup)
                + others(of: "disburse", on: contract, beside: subject, lookup: lookup)
                .map { Finding(.secondPayout, field: "contract", other: $0) }
        case "repay":
            return repayment(subject, contract, lookup: lookup)
                + twice(subject, contract, lookup: lookup)
        case "fee": return fee(subject, contract, lookup: lookup)
        default: return []
        }
    }

    /// The other entries of a kind on a contract that count.
    private static func others(
        of kind: String, on contract: RecordID, beside subject: Subject, lookup: some Lookup
    ) -> [RecordID] {
        lookup.records(of: "ledger_entry", where: "contract", equals: .bytes(contract.bytes))
            .filter {
                $0 != subject.record && lookup.text(of: $0, "kind") == kind
                    && Loan.counts($0, lookup: lookup)
            }
    }

    /// CK-36: who confirms money has not entered it, nor approved what was paid out.
    private static func confirmation(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard subject.text("standing") == "confirmed" else { return [] }
        let isStanding = lookup.text(of: subject.record, "standing") == "confirmed"
        let confirmer =
            isStanding
            ? lookup.stamp(of: subject.record, "standing")?.author : subject.actor?.user
        let author = lookup.stamp(of: subject.record, "amount")?.author ?? subject.actor?.user
        guard let confirmer,
            confirmer == author
                || approvers(of: subject, lookup: lookup).contains(confirmer)
        else { return [] }
        return [Finding(.separation, field: "standing")]
    }

    /// Who approved for the county what an entry pays out.
    private static func approvers(of subject: Subject, lookup: some Lookup) -> [RecordID] {
        guard subject.text("kind") == "disburse", let contract = subject.record("contract"),
            let application = lookup.record(of: contract, "application")
        else { return [] }
        return approvals(of: application, lookup: lookup)
            .compactMap { lookup.stamp(of: $0, "decision")?.author }
    }

    /// CK-43: the same amount on one contract within three days, from two offices.
    private static func twice(
        _ subject: Subject, _ contract: RecordID, lookup: some Lookup
    ) -> [Finding] {
        guard let day = subject.date("paid_on") else { return [] }
        let office =
            lookup.stamp(of: subject.record, "amount")?.office ?? subject.actor?.office
        let others = others(of: "repay", on: contract, beside: subject, lookup: lookup)
        return others.filter { other in
            lookup.number(of: other, "amount") == subject.number("amount")
                && lookup.stamp(of: other, "amount")?.office != office
                && lookup.date(of: other, "paid_on").map {
                    abs($0.dayNumber - day.dayNumber) <= 3
                } ?? false
        }.map { Finding(.paidTwice, field: "amount", other: $0) }
    }

    /// CK-45: the agreed fee, or the share of the principal that the rules set.
    private static func fee(
        _ subject: Subject, _ contract: RecordID, lookup: some Lookup
    ) -> [Finding] {
        guard let home = lookup.home(of: contract), let day = subject.date("paid_on") else {
            return []
        }
        let agreed: Int64
        if case .integer(let fee) = lookup.value(of: contract, "management_fee") {
            agreed = fee
        } else {
            agreed =
                lookup.number(of: contract, "principal")
                * lookup.value(of: .feePerMille, at: home, on: day) / 1_000
        }
        guard subject.number("amount") != agreed else { return [] }
        return [Finding(.fee, field: "amount", value: Money(fen: agreed).yuan)]
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
        _ subject: Subject, _ contract: RecordID, lookup: some Lookup
    ) -> [Finding] {
        let payout = Loan(of: contract, lookup: lookup).payout
        let repaid = others(of: "repay", on: contract, beside: subject, lookup: lookup)
            .reduce(subject.number("amount")) { $0 + lookup.number(of: $1, "amount") }
        let isEarly = subject.date("paid_on").map { day in payout.map { day < $0.on } ?? true }
        guard isEarly ?? false || repaid > payout?.amount ?? 0 else { return [] }
        return [
            Finding(
                .overpaid, field: "amount", other: payout?.entry,
                value: Money(fen: subject.number("amount")).yuan)
        ]
    }

    /// CK-46: what was booked as received is what the source says, and no more has gone back.
    ///
    /// Asked source by source, so that the finding stands on the record that a person must correct;
    /// the sums agree exactly if all of these do.
    static func fundSource(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let amount = subject.number("amount")
        let booked = sum(of: "source_in", from: subject.record, lookup: lookup)
        let returned = sum(of: "return_up", from: subject.record, lookup: lookup)
        guard booked != amount || returned > amount else { return [] }
        let wrong = booked != amount ? booked : returned
        return [Finding(.sources, field: "amount", value: Money(fen: wrong).yuan)]
    }

    private static func sum(
        of kind: String, from source: RecordID, lookup: some Lookup
    ) -> Int64 {
        lookup.records(of: "ledger_entry", where: "source", equals: .bytes(source.bytes)).filter {
            lookup.text(of: $0, "kind") == kind && Loan.counts($0, lookup: lookup)
        }.reduce(0) { $0 + lookup.number(of: $1, "amount") }
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
