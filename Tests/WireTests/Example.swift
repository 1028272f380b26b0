import CBOR
import Replication
import Seal
import Support
import Wire

/// An example of `protocol.md`: bytes, and what they say.
struct Example: Sendable {
    /// What the bytes are.
    enum Kind: String, CaseIterable {
        case value, change, canonical, state, message, envelope
    }

    let kind: Kind
    let name: String
    let bytes: [UInt8]
    /// The names of the outermost fields.
    let labels: [String]

    /// The lines of the example's block: hexadecimal digits, a line, diagnostic notation.
    var lines: [String] {
        get throws {
            let digits = Array(hexadecimal(bytes))
            let hex = stride(from: 0, to: digits.count, by: 96).map {
                String(digits[$0..<min($0 + 96, digits.count)])
            }
            return hex + ["---"] + notation(try CBORItem(decoding: bytes))
        }
    }

    private func notation(_ item: CBORItem) -> [String] {
        guard case .array(let items) = item, items.count == labels.count else {
            return [item.notation]
        }
        return items.indices.map { index in
            (index == 0 ? "[" : " ") + "/ \(labels[index]) / " + items[index].notation
                + (index == items.count - 1 ? "]" : ",")
        }
    }

    /// Decodes the bytes as what they are, and encodes them again.
    static func recode(_ kind: Kind, _ bytes: [UInt8]) throws -> [UInt8] {
        switch kind {
        case .value: ValueCodec.encode(try ValueCodec.decode(bytes))
        case .change: ChangeCodec.encode(try ChangeCodec.decode(bytes))
        case .canonical:
            StateCodec.canonical(
                try StateCodec.record(canonical: bytes, local: [0x85, 1, 0x80, 0x80, 0x80, 0x80]))
        case .state: StateCodec.state(try StateCodec.record(state: bytes))
        case .message: try Message(decoding: bytes).encoded()
        case .envelope: try Envelope(decoding: bytes).encoded()
        }
    }
}

extension Example {
    /// All examples, in the order in which they are made.
    static func all() throws -> [Example] {
        let story = Story()
        let values: [(String, Value)] = [
            ("absent", .absent), ("yes", .bool(true)), ("fen", .integer(2_000_000)),
            ("below-zero", .integer(-1)), ("text", .text("浦口组7号")),
            ("bytes", .bytes([0, 255])), ("list", .list([.text("a"), .absent, .integer(24)])),
        ]
        let changes = [
            ("created", story.created), ("created-sensitive", story.createdSensitive),
            ("by-village", story.byVillage), ("by-county", story.byCounty),
            ("decided", story.decided), ("late", story.late), ("refused", story.refused),
            ("voiding", story.voiding),
        ]
        let records = [
            ("conflicting", story.conflicting), ("settled", story.settled),
            ("voided", story.voided),
        ]
        return values.map {
            Example(kind: .value, name: $0.0, bytes: ValueCodec.encode($0.1), labels: [])
        }
            + changes.map {
                Example(
                    kind: .change, name: $0.0, bytes: ChangeCodec.encode($0.1), labels: changeLabels
                )
            }
            + records.map {
                Example(
                    kind: .canonical, name: $0.0, bytes: StateCodec.canonical($0.1),
                    labels: canonicalLabels)
            } + [
                Example(
                    kind: .state, name: "incomplete", bytes: StateCodec.state(story.incomplete),
                    labels: ["format", "canonical", "ahead", "contexts"])
            ] + (try messages(story)) + (try envelopes(story))
    }

    static let changeLabels = [
        "format", "facet", "type", "home", "stamp", "replica", "sequence", "act", "schema",
        "rights", "past", "writes", "origin", "salt",
    ]
    static let canonicalLabels = [
        "format", "facet", "type", "claimedHome", "received", "stragglers", "stamps", "registers",
    ]

    private static func messages(_ story: Story) throws -> [Example] {
        try story.messages().map { name, message in
            Example(
                kind: .message, name: name, bytes: message.encoded(),
                labels: ["message"] + message.labels)
        }
    }

    private static func envelopes(_ story: Story) throws -> [Example] {
        try story.messages().filter { $0.name == "greeting" }.map { name, message in
            Example(
                kind: .envelope, name: name, bytes: try story.village.envelope(message).encoded(),
                labels: ["format", "signer", "payload", "signature"])
        }
    }
}

extension Message {
    /// The names of the fields, in the order of the wire.
    var labels: [String] {
        guard let fields = Mirror(reflecting: self).children.first?.value else { return [] }
        return Mirror(reflecting: fields).children.compactMap(\.label)
    }
}

/// The values of `protocol.md` that are computed and not encoded: keys, hashes, signatures.
enum Vectors {
    static func all() throws -> [(name: String, value: String)] {
        let story = Story()
        return try keys(story) + chains(story) + digests(story) + enrollment(story)
            + sealing(story)
    }

    private static func keys(_ story: Story) throws -> [(String, String)] {
        try [("county", story.county), ("village", story.village)].flatMap { name, party in
            [
                ("\(name) signing seed", hexadecimal(party.signingSeed)),
                ("\(name) signing key", hexadecimal(try party.signing().verifyingKey.bytes)),
                ("\(name) sealing seed", hexadecimal(party.sealingSeed)),
                ("\(name) sealing key", hexadecimal(try party.sealing().publicKey.bytes)),
                ("\(name) node", hexadecimal(try party.node().bytes)),
            ]
        }
    }

    private static func chains(_ story: Story) throws -> [(String, String)] {
        let chain = story.chain(story.villageChanges)
        let first = story.bodyHash(story.created)
        let input = Chain.input(
            Chain.start, replica: story.villageReplica, sequence: 1, bodyHash: first)
        let run = try story.run(count: 2, isForwarded: true)
        return [
            ("body hash of created", hexadecimal(first)),
            ("chain input 1", hexadecimal(input)),
        ]
            + chain.enumerated().map { ("chain \($0.offset + 1)", hexadecimal($0.element)) }
            + [
                (
                    "run signed bytes",
                    hexadecimal(
                        Run.signedBytes(
                            replica: run.replica, last: run.lastSequence,
                            chainAfter: run.chainAfter))
                ),
                ("run signature", hexadecimal(run.signature)),
                ("subtree hash", hexadecimal(story.subtreeHash([story.villageHead]))),
            ]
    }

    private static func digests(_ story: Story) -> [(String, String)] {
        let settled = StateCodec.hash(story.settled, by: hash)
        let voided = StateCodec.hash(story.voided, by: hash)
        return [
            ("hash of conflicting", hexadecimal(StateCodec.hash(story.conflicting, by: hash))),
            ("hash of settled", hexadecimal(settled)), ("hash of voided", hexadecimal(voided)),
            (
                "sum of settled and voided",
                hexadecimal(story.digest([story.settled, story.voided]).sum)
            ),
            ("leaf of \(hexadecimal(story.facet.bytes))", String(story.leaf(story.facet))),
            ("leaf of \(hexadecimal(story.sensitive.bytes))", String(story.leaf(story.sensitive))),
        ]
    }

    private static func enrollment(_ story: Story) throws -> [(String, String)] {
        let request = try story.enrollment()
        return [
            ("invitation secret", hexadecimal(Story.secret)),
            ("invitation code", try story.code()), ("invitation slot", hexadecimal(story.slot)),
            ("hash of the secret", hexadecimal(hash(Story.secret))),
            ("proof info", hexadecimal(request.proofInfo)),
            ("proof", hexadecimal(request.proof)), ("words", try story.words()),
        ]
    }

    private static func sealing(_ story: Story) throws -> [(String, String)] {
        let ephemeral: [UInt8] = (0x80..<0xa0).map { $0 }
        let sealed = try seal(
            Array("a bundle".utf8), to: try story.county.sealing().publicKey,
            ephemeralSeed: ephemeral)
        return [
            ("ephemeral seed", hexadecimal(ephemeral)),
            ("sealed to the county: a bundle", hexadecimal(sealed)),
            ("head of 300 packed bytes", hexadecimal(BundleFraming.head(count: 300))),
        ]
    }
}
