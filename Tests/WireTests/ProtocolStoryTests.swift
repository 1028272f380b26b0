import CBOR
import Replication
import Seal
import Support
import Testing
import Wire

/// The engine of `protocol.md`, played from the bytes that stand in it.
struct ProtocolStoryTests {
    let document: ProtocolDocument

    init() throws { document = try ProtocolDocument() }

    private func example(_ kind: String, _ name: String) throws -> [UInt8] {
        let block = try #require(
            document.blocks("example").first { $0.words == ["example", kind, name] })
        return bytes(hexadecimal: document.lines[block.range].prefix { $0 != "---" }.joined())
    }

    private func vector(_ name: String) throws -> String {
        let lines = document.blocks("vectors").flatMap { document.lines[$0.range] }
        let line = try #require(lines.first { $0.hasPrefix(name + " = ") })
        return String(line.dropFirst(name.count + 3))
    }

    private func change(_ name: String) throws -> Change {
        try ChangeCodec.decode(example("change", name))
    }

    private func orders<T>(_ items: [T]) -> [[T]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let first = rest.remove(at: index)
            return orders(rest).map { [first] + $0 }
        }
    }

    @Test func `the corrections conflict, and the decision replaces both, in every order`() throws {
        let names = ["created", "by-village", "by-county"]
        for (state, names) in [("conflicting", names), ("settled", names + ["decided"])] {
            let expected = try example("canonical", state)
            for order in orders(try names.map { try change($0) }) {
                var record = Record(facet: order[0].facet, type: 11, home: order[0].home)
                for change in order + order { record.apply(change) }
                #expect(StateCodec.canonical(record) == expected)
                #expect(hexadecimal(hash(expected)) == (try vector("hash of \(state)")))
            }
        }
    }

    @Test func `what a form had not shown stays beside what it writes`() throws {
        var record = Record(facet: try change("created").facet, type: 11, home: .nation)
        for name in ["created", "by-village", "by-county", "decided", "late"] {
            record.apply(try change(name))
        }
        let values = record.siblings(RegisterName(17)).map(\.value)
        #expect(values.sorted { "\($0)" < "\($1)" } == [.text("12-1"), .text("12-2")])
    }

    @Test func `a decision that comes first keeps late values from coming back`() throws {
        var record = try StateCodec.record(state: example("state", "incomplete"))
        #expect(record.isIncomplete)
        #expect(record.gap().count == 2)
        for name in ["by-village", "by-county"] { record.apply(try change(name)) }
        #expect(StateCodec.canonical(record) == (try example("canonical", "settled")))
    }

    @Test func `a refused write is gone wherever its void has arrived`() throws {
        let expected = try example("canonical", "voided")
        // At the county, which has not merged it; at the village, which has; in the other order.
        for names in [
            ["created-sensitive", "voiding"], ["created-sensitive", "voiding", "refused"],
        ] {
            var record = Record(facet: try change("voiding").facet, type: 11, home: .nation)
            record = Record(
                facet: record.facet, type: 11, home: try change("voiding").home)
            for name in names { record.apply(try change(name)) }
            #expect(StateCodec.canonical(record) == expected)
        }
        var village = Record(
            facet: try change("voiding").facet, type: 11, home: try change("voiding").home)
        village.apply(try change("created-sensitive"))
        village.apply(try change("refused"), isPending: true)
        #expect(village.siblings(RegisterName(18)).map(\.value) == [.text("?")])
        village.apply(try change("voiding"))
        #expect(StateCodec.canonical(village) == expected)
    }

    @Test func `the run in the push is the village's, and its chain holds`() throws {
        let push = try Push(decoding: example("message", "push"))
        let run = push.runs[0]
        var chain = run.chainBefore
        for (index, item) in run.items.enumerated() {
            let bodyHash: [UInt8]
            switch item {
            case .body(let body): bodyHash = hash(body)
            case .hash(let closed): bodyHash = closed
            }
            chain = Chain.next(
                chain, replica: run.replica, sequence: run.firstSequence + UInt64(index),
                bodyHash: bodyHash, hash: hash)
            #expect(hexadecimal(chain) == (try vector("chain \(index + 1)")))
        }
        #expect(chain == run.chainAfter)
        let key = try VerifyingKey(bytes(hexadecimal: vector("village signing key")))
        let signed = bytes(hexadecimal: try vector("run signed bytes"))
        #expect(verify(run.signature, of: signed, by: key))
        // The county has closed what does not travel; the bodies that it holds give the same hashes.
        let whole = try ReclaimAnswer(decoding: example("message", "reclaim-answer")).runs[0]
        #expect(whole.signature == run.signature && whole.items != run.items)
    }

    @Test func `the envelope in the document is signed by the village`() throws {
        let envelope = try Envelope(decoding: example("envelope", "greeting"))
        let key = try VerifyingKey(bytes(hexadecimal: vector("village signing key")))
        #expect(verify(envelope.signature, of: Envelope.signedBytes(envelope.payload), by: key))
        #expect(hexadecimal(envelope.signer.bytes) == (try vector("village node")))
        #expect(envelope.payload == (try example("message", "greeting")))
    }

    @Test func `the sealed bytes in the document open with the county's key`() throws {
        let key = try SealingKey(seed: bytes(hexadecimal: vector("county sealing seed")))
        let sealed = bytes(hexadecimal: try vector("sealed to the county: a bundle"))
        #expect(try open(sealed, with: key) == Array("a bundle".utf8))
    }

    @Test func `the proof in the document follows from the secret of the invitation`() throws {
        let request = try EnrollmentRequest(decoding: example("message", "enrollment-request"))
        let secret = bytes(hexadecimal: try vector("invitation secret"))
        let proof = derive(
            hash(secret), salt: request.nonce, info: request.proofInfo, count: 32)
        #expect(proof == request.proof)
    }
}
