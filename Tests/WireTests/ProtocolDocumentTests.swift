import CBOR
import Foundation
import Replication
import Seal
import Support
import Testing
import Wire

/// `protocol.md` says what the program does: each of its examples is executed, and each of its lists
/// is compared with the program's.
@Suite(.serialized)
struct ProtocolDocumentTests {
    static let hint: Comment = "PROTOCOL_WRITE=1 swift test --filter ProtocolDocument writes it."

    @Test func `every example is read, and encodes to the same bytes again`() throws {
        try Self.write()
        let document = try ProtocolDocument()
        let blocks = document.blocks("example")
        for block in blocks {
            let lines = document.lines[block.range]
            let parts = lines.split(separator: "---", maxSplits: 1).map { Array($0) }
            try #require(block.words.count == 3 && parts.count == 2, "\(block.words)")
            let kind = try #require(Example.Kind(rawValue: block.words[1]))
            let bytes = bytes(hexadecimal: parts[0].joined())
            #expect(try Example.recode(kind, bytes) == bytes, "\(block.words)")
            let item = try CBORItem(notation: parts[1].joined(separator: "\n"))
            #expect(item.encoded() == bytes, "\(block.words)")
        }
        #expect(blocks.count > 40)
    }

    @Test func `the examples are those of the story`() throws {
        try Self.write()
        let document = try ProtocolDocument()
        let examples = try Example.all()
        let blocks = document.blocks("example")
        let found = blocks.map { $0.words.dropFirst().joined(separator: " ") }
        #expect(found.sorted() == examples.map { "\($0.kind) \($0.name)" }.sorted())
        for example in examples {
            let block = blocks.first { $0.words == ["example", "\(example.kind)", example.name] }
            let lines = block.map { Array(document.lines[$0.range]) }
            #expect(try lines == example.lines, Self.hint)
        }
    }

    @Test func `the vectors are those that this program computes`() throws {
        try Self.write()
        let document = try ProtocolDocument()
        let written = document.blocks("vectors").flatMap { block in
            document.lines[block.range].map { $0.components(separatedBy: " = ") }
        }
        let expected = try Self.vectors()
        #expect(written.map { $0[0] }.sorted() == expected.map(\.name).sorted())
        for vector in expected {
            #expect(written.contains([vector.name, vector.value]), Self.hint)
        }
    }

    /// All vectors: those of the story, and one message for each code.
    static func vectors() throws -> [(name: String, value: String)] {
        let refusals = RefusalCode.allCases.map { code in
            let refusal = Refusal(
                code: code, parameters: [], retryAfterSeconds: 0, needFrom: nil, time: Story.now)
            return ("refusal \(code)", hexadecimal(refusal.encoded()))
        }
        let exceptions = ExceptionCode.allCases.map { code in
            let mark = AcknowledgementMark(
                incarnation: Story.id(0x11), upTo: 1, chain: Chain.start,
                exceptions: [
                    ExceptionMark(
                        sequence: 1, standing: .held, code: code, caseID: Story.id(0xca),
                        detail: "")
                ])
            let answer = Acknowledgement(
                marks: [mark], logID: Story.id(0x66), position: 43, durable: [], time: Story.now)
            return ("exception \(code)", hexadecimal(answer.encoded()))
        }
        return try Vectors.all() + refusals + exceptions
    }

    /// Writes examples and vectors into the document, if the environment asks for it.
    static func write() throws {
        guard ProtocolDocument.isWriting else { return }
        var document = try ProtocolDocument()
        let examples = try Example.all()
        let vectors = Dictionary(uniqueKeysWithValues: try vectors().map { ($0.name, $0.value) })
        for block in document.blocks.reversed() {
            if block.words.first == "example",
                let example = examples.first(where: {
                    block.words == ["example", "\($0.kind)", $0.name]
                })
            {
                document.lines.replaceSubrange(block.range, with: try example.lines)
            }
            if block.words.first == "vectors" {
                for index in block.range {
                    let name = document.lines[index].components(separatedBy: " = ")[0]
                    document.lines[index] = "\(name) = \(vectors[name] ?? "?")"
                }
            }
        }
        try document.save()
    }
}

/// The lists of `protocol.md` against those of the program.
struct ProtocolListTests {
    let document: ProtocolDocument

    init() throws { document = try ProtocolDocument() }

    @Test func `messages and their fields are the program's`() throws {
        var samples = Samples(seed: 1)
        let headings = document.headings("###")
        var found: [UInt64] = []
        for heading in headings {
            let words = heading.split(separator: " ").map(String.init)
            guard words.count == 2, let number = UInt64(words[0]) else { continue }
            let kind = try #require(MessageKind(rawValue: number), "\(heading)")
            found.append(number)
            let message = samples.message(kind)
            let name = "\(kind)"
            #expect(words[1].lowercased() == name.lowercased())
            let rows = document.rows(below: "### " + heading)
            #expect(rows.map { $0[0].bare } == message.labels, "\(heading)")
        }
        #expect(found == MessageKind.allCases.map(\.rawValue))
        let shown = document.blocks("example").filter { $0.words[1] == "message" }.map { block in
            document.lines[block.range].first.map { bytes(hexadecimal: $0)[1] } ?? 0
        }
        #expect(Set(shown).isSuperset(of: MessageKind.allCases.map { UInt8($0.rawValue) }))
    }

    @Test func `refusal codes are the program's`() {
        let rows = document.rows(below: "### Refusal codes")
        #expect(rows.map { $0[0] } == RefusalCode.allCases.map { "\($0.rawValue)" })
        #expect(rows.map { $0[1].bare } == RefusalCode.allCases.map { "\($0)" })
        let statuses: Set = ["400", "401", "403", "409", "413", "422", "429", "503", "507", "500"]
        #expect(rows.allSatisfy { statuses.contains($0[2]) || $0[2] == "–" })
    }

    @Test func `exception codes are the program's`() {
        let rows = document.rows(below: "### Exception codes")
        #expect(rows.map { $0[0] } == ExceptionCode.allCases.map { "\($0.rawValue)" })
        #expect(rows.map { $0[1].bare } == ExceptionCode.allCases.map { "\($0)" })
    }

    @Test func `limits are the program's, each with an example`() {
        let rows = document.rows(below: "## Limits")
        #expect(rows.map { $0[0].bare } == Limits.all.map(\.name))
        for (row, limit) in zip(rows, Limits.all) {
            #expect(row[1].replacingOccurrences(of: ",", with: "") == "\(limit.value)", "\(row)")
            #expect(row.count == 4 && row[3].count > 5, "\(row)")
        }
    }

    @Test func `invariants are numbered from 1 to 18, each with an example`() {
        let rows = document.rows(below: "## Invariants")
        #expect(rows.map { $0[0] } == (1...18).map { "INV-\($0)" })
        #expect(rows.allSatisfy { $0.count == 3 && $0[2].count > 10 })
    }

    @Test func `enumerations are the program's`() {
        func pairs(_ heading: String) -> [String] {
            document.rows(below: heading).map { "\($0[0]) \($0[1].bare)" }
        }
        #expect(pairs("### Verdicts") == HelloVerdict.allCases.map { "\($0.rawValue) \($0)" })
        #expect(pairs("### Levels") == DigestLevel.allCases.map { "\($0.rawValue) \($0)" })
        #expect(pairs("### Kinds of bundles") == BundleKind.allCases.map { "\($0.rawValue) \($0)" })
        #expect(pairs("### Reaches") == Reach.allCases.map { "\($0.rawValue) \($0)" })
        #expect(pairs("### Tiers") == Tier.allCases.map { "\($0.rawValue) \($0)" })
        #expect(pairs("### Policies") == MergePolicy.allCases.map { "\($0.rawValue) \($0)" })
    }
}
