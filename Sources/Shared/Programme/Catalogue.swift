/// All record types of the programme.
///
/// Adding one is a file in `Types/` and its line here; forms, tables, rights, checks of shape and
/// documents come out of it.
public enum Catalogue {
    /// The number of this edition: types and registers are only ever added.
    public static let schemaNumber: UInt32 = 1

    /// The types, in the order of documents.
    public static let types: [RecordType] = [
        division, office, node, staffUser, person, household, incomeRecord, fundSource,
        fundAccount, contract, ledgerEntry, changeProposal,
    ]

    private static let byNumber = Dictionary(uniqueKeysWithValues: types.map { ($0.number, $0) })
    private static let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })

    /// A type by its number; `nil` for one that a newer program made.
    public static func type(_ number: UInt32) -> RecordType? { byNumber[number] }

    /// A type by its name.
    public static func type(named name: String) -> RecordType? { byName[name] }
}
