import Testing

/// A sentence with "never" about the rooms of the house, and the function that looks for breaches.
///
/// Most walls are facts of the compiler already (arrows, access, strict memory safety); a wall here
/// holds what the compiler does not know. Each carries planted breaches, so that a check that finds
/// nothing any more is found itself.
struct Wall: CustomTestStringConvertible, Sendable {
    /// `WALL-1` …, the name in ARCHITECTURE.md.
    var name: String
    /// What never happens, in one sentence.
    var never: String
    /// The breaches in one file.
    var check: @Sendable (SourceFile) -> [Finding]
    /// A path and a text each that break the wall.
    var breaches: [(path: String, text: String)]
    /// A path and a text each that come close and do not.
    var innocents: [(path: String, text: String)]

    var testDescription: String { "\(name): \(never)" }
}

/// The rooms by what they may do.
enum Rooms {
    /// Values in, values out: no clock, no disk, no network, no lock, no foreign type.
    static let pure: Set = ["Replication", "Programme", "CBOR", "Wire", "Pages"]
    /// The programs: they alone read settings and chance, and end the process.
    static let frontDoors: Set = ["SyncServer", "EdgeNode"]
    /// What lies below HTTP and knows nothing of it.
    static let belowTransport: Set = [
        "Replication", "Programme", "CBOR", "Wire", "Seal", "Compression", "SQLite", "Storage",
        "Sync",
    ]
    /// The C libraries, each with the one room that enters it.
    static let closets = [
        "CSQLite": "SQLite", "CCrypto": "Seal", "CZstd": "Compression", "CCurl": "Transport",
        "CMicroHTTPD": "Transport", "CGetopt": "Console",
    ]
}
