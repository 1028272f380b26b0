public import Replication

/// The notices to repay that the county's nightly run drafts: one for the township and one for the
/// mother, a month before the loan is due.
public enum CollectionNotices {
    /// The two levels on which notice is given.
    private static let levels = ["county_to_town", "town_to_mother"]

    /// The values of the notices of a contract that offices must find in the morning after a day.
    ///
    /// The day by which they must be served is a month (P-36) before the due day and is not moved by
    /// holidays; they are drafted in the night before. The amount is what is owed now.
    /// - Returns: none for a loan that is repaid or written off, and none that stands already.
    public static func drafts(
        for contract: RecordID, on day: CivilDate, lookup: some Lookup
    ) -> [[String: Value]] {
        let loan = Loan(of: contract, lookup: lookup)
        let state = Workflow.contract.course(of: lookup.events(of: contract), asOf: day).state
        guard loan.isOpen, state != "written_off", let home = lookup.home(of: contract),
            let due = lookup.date(of: contract, "due_on"),
            let issue = due.adding(
                months: -Int(lookup.value(of: .noticeMonths, at: home, on: day))),
            let morning = day.adding(days: 1), issue <= morning
        else { return [] }
        let standing = lookup.records(
            of: "collection_notice", where: "contract", equals: .bytes(contract.bytes)
        ).filter { lookup.date(of: $0, "due_on") == due }
            .compactMap { lookup.text(of: $0, "level") }
        return levels.filter { !standing.contains($0) }.map { level in
            [
                "contract": .bytes(contract.bytes), "level": .text(level),
                "due_on": .text(due.description), "issue_by": .text(issue.description),
                "amount_due": .integer(loan.outstanding),
            ]
        }
    }
}
