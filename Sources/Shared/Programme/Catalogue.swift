/// All record types of the programme.
///
/// Adding one is an entry in a file of `Types/`, with its name in the list at that file's head: forms,
/// tables, rights, checks of shape and documents come out of it.
public enum Catalogue {
    /// The number of this edition: types, registers and fields are only ever added, fields at the end
    /// of their register and never as required ones, because old records lack them.
    public static let schemaNumber: UInt32 = 1

    /// The types, ascending by number.
    public static let types: [RecordType] = [
        offices, reference, people, funds, contracts, ledger, batches, proposals, applications,
        reviews, notices, visits, submissions,
    ].joined().sorted { $0.number < $1.number }

    private static let byNumber = Dictionary(uniqueKeysWithValues: types.map { ($0.number, $0) })
    private static let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })

    /// A type by its number; `nil` for one that a newer program made.
    public static func type(_ number: UInt32) -> RecordType? { byNumber[number] }

    /// A type by its name.
    public static func type(named name: String) -> RecordType? { byName[name] }
}
