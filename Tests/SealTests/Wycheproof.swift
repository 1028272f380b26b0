import Support
import Testing

/// The published cases of the project Wycheproof; none if no corpora are given.
struct Wycheproof {
    /// The fields that the tests of a group share.
    let fields: [String: Any]
    /// The tests.
    let tests: [Case]

    /// One case.
    struct Case {
        let fields: [String: Any]

        /// Its number in the corpus.
        var id: Int { fields["tcId"] as? Int ?? -1 }
        /// "valid", "invalid" or "acceptable".
        var result: String { fields["result"] as? String ?? "" }
        /// Whether it must be accepted.
        var isValid: Bool { result == "valid" }
        /// Whether it carries a flag.
        func has(_ flag: String) -> Bool {
            (fields["flags"] as? [String] ?? []).contains(flag)
        }
        /// The bytes of a field.
        subscript(name: String) -> [UInt8] {
            bytes(hexadecimal: fields[name] as? String ?? "no such field")
        }
    }

    /// Whether corpora are given.
    static var isGiven: Bool { get throws { try Corpus.json("wycheproof-ed25519.json") != nil } }

    /// The groups of a corpus, which must hold exactly so many tests.
    static func groups(_ name: String, tests count: Int) throws -> [Wycheproof] {
        guard let corpus = try Corpus.json("wycheproof-\(name).json") else { return [] }
        let object = try #require(corpus as? [String: Any])
        let groups = try #require(object["testGroups"] as? [[String: Any]]).map { group in
            Wycheproof(
                fields: group,
                tests: (group["tests"] as? [[String: Any]] ?? []).map { Case(fields: $0) })
        }
        #expect(groups.reduce(0) { $0 + $1.tests.count } == count)
        return groups
    }
}
