import Testing

/// A number that programs of different age must agree upon, where the code has it, and where papers
/// say it.
struct Versions: CustomTestStringConvertible, Sendable {
    /// A place: a file, and a pattern whose one group is the number.
    struct Place: Sendable {
        var path: String
        var pattern: String
    }

    /// What is numbered.
    var name: String
    /// Where the program takes it from; of several matches the last counts.
    var code: Place
    /// Where people read it; each match counts.
    var papers: [Place]

    var testDescription: String { name }

    static let all = [
        Versions(
            name: "the wire version",
            code: Place(
                path: "Sources/Shared/Wire/Limits.swift",
                pattern: #"\blet protocolVersion: UInt64 = (\d+)"#),
            papers: [
                Place(path: "CHANGELOG.md", pattern: #"^Wire version (\d+), schema \d+, "#),
                Place(path: "protocol.md", pattern: #"^# The protocol of .*, version (\d+)$"#),
                Place(path: "protocol.md", pattern: #"^\| `protocolVersion` \| (\d+) \|"#),
            ]),
        Versions(
            name: "the schema number of the programme",
            code: Place(
                path: "Sources/Shared/Programme/Catalogue.swift",
                pattern: #"\blet schemaNumber: UInt32 = (\d+)"#),
            papers: [
                Place(path: "CHANGELOG.md", pattern: #"^Wire version \d+, schema (\d+), "#),
                Place(path: "protocol.md", pattern: #"This is edition (\d+), as the programs"#),
            ]),
        Versions(
            name: "the number of the database",
            code: Place(
                path: "Sources/Shared/Storage/Schema/Schema.swift",
                pattern: #"\bMigration\((\d+)\b"#),
            papers: [
                Place(
                    path: "CHANGELOG.md",
                    pattern: #"^Wire version \d+, schema \d+, database (\d+)\."#)
            ]),
        Versions(
            name: "the format of a change",
            code: Place(
                path: "Sources/Shared/Wire/ChangeCodec.swift",
                pattern: #"\blet format: UInt64 = (\d+)"#),
            papers: [
                Place(
                    path: "protocol.md",
                    pattern: #"The body of a change is an array[^`]*`format` \| uint \| (\d+) \|"#)
            ]),
        Versions(
            name: "the format of a state",
            code: Place(
                path: "Sources/Shared/Wire/StateCodec.swift",
                pattern: #"\blet format: UInt64 = (\d+)"#),
            papers: [
                Place(
                    path: "protocol.md",
                    pattern: #"is hashed\. It is an array[^`]*`format` \| uint \| (\d+) \|"#)
            ]),
    ]

    /// The places that say another number than the code, or none.
    ///
    /// Of a history of releases the newest counts: the first match in a file.
    func check(_ read: (String) -> String?) -> [Finding] {
        guard let number = Self.numbers(at: code, read).last else {
            return [Finding(path: code.path, line: 0, words: "\(name) is not there")]
        }
        return papers.compactMap { paper in
            let said = Self.numbers(at: paper, read).first
            guard said != number else { return nil }
            let words = "\(name) is \(number) in the code and \(said ?? "nothing") here"
            return Finding(path: paper.path, line: 0, words: words)
        }
    }

    private static func numbers(at place: Place, _ read: (String) -> String?) -> [String] {
        matches(of: place.pattern, in: read(place.path) ?? "").map { $0.groups[1] }
    }
}
