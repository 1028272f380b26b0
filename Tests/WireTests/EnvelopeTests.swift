import CBOR
import Replication
import Seal
import Support
import Testing
import Wire

struct EnvelopeTests {
    static let sample = Envelope(
        signer: Identifier(high: 1, low: 2), payload: [0x81, 0x01],
        signature: [UInt8](repeating: 7, count: 64))

    @Test func `an envelope round-trips, and no flip yields other bytes`() throws {
        let bytes = Self.sample.encoded()
        #expect(try Envelope(decoding: bytes) == Self.sample)
        let flips = flipsRead(bytes, decode: Envelope.init(decoding:), encode: { $0.encoded() })
        #expect(flips.wrong == [])
        #expect(flips.read > 600)
    }

    @Test func `what is signed begins with its domain`() {
        let expected = Array("happiness-sync/1/message\0".utf8) + [0x81, 0x01]
        #expect(Envelope.signedBytes([0x81, 0x01]) == expected)
        let run = Run.signedBytes(
            replica: Identifier(high: 1, low: 2), last: 3,
            chainAfter: [UInt8](repeating: 9, count: 32))
        #expect(run.prefix(20) == Array("happiness-sync/1/run".utf8)[...] && run[20] == 0)
        #expect(run.count == 21 + 16 + 8 + 32)
    }

    @Test func `an envelope has its four fields and no other format`() throws {
        let item = try CBORItem(decoding: Self.sample.encoded())
        func place(_ item: CBORItem) -> String? {
            fault { try Envelope(decoding: item.encoded()) }?.place
        }
        #expect(place(item.replacing(0, by: .unsigned(2))) == "Envelope.format")
        #expect(place(item.replacing(1, by: .bytes([1]))) == "Envelope.signer")
        #expect(place(item.replacing(2, by: .bytes([]))) == "Envelope.payload")
        #expect(place(item.replacing(3, by: .bytes([]))) == "Envelope.signature")
        #expect(place(.array(item.entries + [.null])) == "Envelope")
    }

    @Test func `an envelope ends at the limit of its payload`() {
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            var envelope = Self.sample
            envelope.payload = [UInt8](repeating: 0, count: Limits.handBackBytesMax + more)
            let bytes = envelope.encoded()
            #expect(bytes.count <= Limits.envelopeBytesMax)
            #expect((fault { try Envelope(decoding: bytes) } == nil) == isFine)
        }
    }

    @Test func `a signature covers the payload and the domain`() throws {
        let key = try SigningKey(seed: Array(0..<32))
        let payload: [UInt8] = [0x81, 0x01]
        let signature = sign(Envelope.signedBytes(payload), with: key)
        #expect(verify(signature, of: Envelope.signedBytes(payload), by: key.verifyingKey))
        #expect(!verify(signature, of: Envelope.signedBytes([0x81, 0x02]), by: key.verifyingKey))
        #expect(!verify(signature, of: payload, by: key.verifyingKey))
    }

    @Test func `envelopes of a bundle follow one another by their counts`() throws {
        for count in [1, 255, 65_536, Limits.packedBytesMax] {
            #expect(try BundleFraming.count(head: BundleFraming.head(count: count)) == count)
        }
        #expect(BundleFraming.head(count: 0x0102) == [0, 0, 1, 2])
        let above = UInt32(Limits.packedBytesMax + 1)
        let head = (0..<4).map { UInt8(truncatingIfNeeded: above >> (24 - 8 * UInt32($0))) }
        for head: [UInt8] in [
            [0, 0, 0, 0], head, [255, 255, 255, 255], [0, 0, 1], [0, 0, 0, 0, 1],
        ] {
            #expect(throws: WireError.self) { try BundleFraming.count(head: head) }
        }
    }
}
