import CBOR
import Replication
import Support
import Testing
import Wire

struct ValueCodecTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `random values round-trip to the byte`(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        for _ in 0..<100 {
            let bytes = ValueCodec.encode(samples.value())
            #expect(ValueCodec.encode(try ValueCodec.decode(bytes)) == bytes)
            let flips = flipsRead(bytes, decode: ValueCodec.decode, encode: ValueCodec.encode)
            #expect(flips.wrong == [], "seed \(seed)")
        }
    }

    @Test func `each shape has the encoding of the specification`() {
        #expect(ValueCodec.encode(.absent) == [0xf6])
        #expect(ValueCodec.encode(.bool(true)) == [0xf5])
        #expect(ValueCodec.encode(.integer(-500)) == bytes(hexadecimal: "3901f3"))
        #expect(ValueCodec.encode(.text("水")) == bytes(hexadecimal: "63e6b0b4"))
        #expect(ValueCodec.encode(.bytes([1, 2])) == bytes(hexadecimal: "420102"))
        #expect(ValueCodec.encode(.list([.integer(0), .absent])) == bytes(hexadecimal: "8200f6"))
    }

    @Test func `texts that look the same stay apart`() throws {
        let composed = ValueCodec.encode(.text("é"))
        let combined = ValueCodec.encode(.text("e\u{301}"))
        #expect(composed != combined)
        #expect(ValueCodec.encode(try ValueCodec.decode(combined)) == combined)
    }

    @Test(arguments: [
        ("a0", "a map"), ("fb3ff0000000000000", "a float"), ("c001", "a tag"),
        ("1801", "a long head"), ("7f6161ff", "an indefinite text"), ("61ff", "no UTF-8"),
        ("f7", "undefined"), ("3bffffffffffffffff", "below 64 bits"),
        ("1b8000000000000000", "above 63 bits"), ("", "nothing"), ("0000", "two items"),
    ])
    func `a value that is none is refused`(hex: String, what: String) {
        #expect(throws: WireError.self, "\(what)") {
            try ValueCodec.decode(bytes(hexadecimal: hex))
        }
    }

    @Test func `texts, bytes, lists and depth end at their limits`() throws {
        for (count, isFine) in [(-1, true), (0, true), (1, false)] {
            let long = Limits.textBytesMax + count
            let values: [Value] = [
                .text(String(repeating: "a", count: long)),
                .bytes([UInt8](repeating: 0, count: long)),
                .list([Value](repeating: .absent, count: Limits.listMax + count)),
                (0..<(Limits.valueDepthMax + count)).reduce(.integer(1)) { value, _ in
                    .list([value])
                },
            ]
            for value in values {
                let bytes = ValueCodec.encode(value)
                #expect((try? ValueCodec.decode(bytes)) == (isFine ? value : nil))
            }
        }
    }
}
