import CBOR
import Support
import Testing

/// What well-meaning decoders let pass and this one does not.
struct StrictnessTests {
    private func refusal(_ hexadecimal: String) -> CBORError? {
        refusal(bytes(hexadecimal: hexadecimal), CBORLimits())
    }

    /// The error of decoding bytes as one item, or nil if they are one.
    private func refusal(_ bytes: [UInt8], _ limits: CBORLimits) -> CBORError? {
        var skipped: CBORError?
        var decoded: CBORError?
        do {
            var reader = try CBORReader(bytes, limits: limits)
            try reader.skip()
            try reader.finish()
        } catch { skipped = error }
        do { _ = try CBORItem(decoding: bytes, limits: limits) } catch { decoded = error }
        #expect(skipped == decoded, "skip and decode must judge alike")
        return decoded
    }

    @Test(arguments: [
        ("1817", "1818"), ("1900ff", "190100"), ("1a0000ffff", "1a00010000"),
        ("1b00000000ffffffff", "1b0000000100000000"), ("3817", "3818"), ("3900ff", "390100"),
        ("3a0000ffff", "3a00010000"), ("3b00000000ffffffff", "3b0000000100000000"),
    ]) func `a head is as short as its value allows`(long: String, shortest: String) {
        #expect(refusal(long) == .notShortest(at: 0))
        #expect(refusal(shortest) == nil)
    }

    @Test func `the shortest head holds for lengths and counts too`() {
        #expect(refusal("580161") == .notShortest(at: 0))
        #expect(refusal("780161") == .notShortest(at: 0))
        #expect(refusal("980100") == .notShortest(at: 0))
        #expect(refusal("b8010000") == .notShortest(at: 0))
    }

    @Test func `keys of a map ascend bytewise and none repeats`() {
        #expect(refusal("a200000100") == nil)
        #expect(refusal("a200000000") == .duplicateKey(at: 3))
        #expect(refusal("a201000000") == .keyOutOfOrder(at: 3))
        // By RFC 8949 §4.2.1: 10, 100, −1, "z", "aa", [100], [−1], false.
        #expect(refusal("a80a001864002000617a0062616100811864008120 00f400") == nil)
        // −1 before 100 is the order of values and not that of bytes.
        #expect(refusal("a220001864 00") == .keyOutOfOrder(at: 3))
        #expect(refusal("a2626161006161 00") == .keyOutOfOrder(at: 5))
        #expect(refusal("a1a200000000 00") == .duplicateKey(at: 4))
        #expect(refusal("8100a0") == .trailingBytes(at: 2))
    }

    @Test(arguments: [
        "c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", "eda080", "edbfbf",
        "f4908080", "f5808080", "ff", "80", "c3", "e6b0", "f09085", "61c3", "eda080edb080",
    ]) func `text that is not UTF-8 is refused`(utf8: String) {
        let text = bytes(hexadecimal: utf8)
        let input = [0x60 | UInt8(text.count)] + text
        #expect(refusal(input, CBORLimits()) == .invalidText(at: 0))
    }

    @Test(arguments: [
        "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080",
        "f48fbfbf", "65cc81", "efbbbf",
    ]) func `every scalar value is text, NUL and non-characters too`(utf8: String) throws {
        let text = bytes(hexadecimal: utf8)
        let input = [0x60 | UInt8(text.count)] + text
        #expect(refusal(input, CBORLimits()) == nil)
        #expect(try CBORItem(decoding: input).encoded() == input)
    }

    @Test func `what is not CBOR is told apart from what the profile leaves out`() {
        for initial in [0x1c, 0x3d, 0x5e, 0x7c, 0x9d, 0xbe, 0xdc, 0xfd] as [UInt8] {
            let input = [initial, 0, 0, 0, 0, 0, 0, 0, 0]
            #expect(refusal(input, CBORLimits()) == .malformed(at: 0))
        }
        #expect(refusal("1f") == .malformed(at: 0))
        #expect(refusal("3f") == .malformed(at: 0))
        #expect(refusal("df") == .malformed(at: 0))
        #expect(refusal("ff") == .malformed(at: 0))
        #expect(refusal("f81f") == .malformed(at: 0))
        #expect(refusal("f820") == .unsupported(.simpleValue, at: 0))
        #expect(refusal("f8") == .truncated(at: 0))
        #expect(refusal("") == .truncated(at: 0))
        #expect(refusal("8200c000") == .unsupported(.tag, at: 2))
    }

    @Test func `integers end where the profile ends`() throws {
        #expect(refusal("3b7fffffffffffffff") == nil)
        #expect(refusal("3b8000000000000000") == .integerOutOfRange(at: 0))
        var largest = try CBORReader(bytes(hexadecimal: "1b7fffffffffffffff"))
        #expect(try largest.integer() == .max)
        var smallest = try CBORReader(bytes(hexadecimal: "3b7fffffffffffffff"))
        #expect(try smallest.integer() == .min)
        var above = try CBORReader(bytes(hexadecimal: "1b8000000000000000"))
        #expect(throws: CBORError.integerOutOfRange(at: 0)) { try above.integer() }
        var same = try CBORReader(bytes(hexadecimal: "1b8000000000000000"))
        #expect(try same.unsigned() == 1 << 63)
    }

    @Test func `a declared size is compared with what is left before anything is made of it`() {
        for head in ["5b7fffffffffffffff", "7bffffffffffffffff"] {
            #expect(refusal(head) == .tooLarge(.stringBytes, at: 0))
        }
        for head in ["9b7fffffffffffffff", "bbffffffffffffffff"] {
            #expect(refusal(head) == .tooLarge(.entries, at: 0))
        }
        #expect(refusal("4161") == nil)
        #expect(refusal("4261") == .truncated(at: 0))
        #expect(refusal("8100") == nil)
        #expect(refusal("8200") == .truncated(at: 0))
        #expect(refusal("a10000") == nil)
        #expect(refusal("a100") == .truncated(at: 0))
        #expect(refusal("a2000001") == .truncated(at: 0))
    }

    @Test(arguments: [0, 1, 2, 31, 32, 33, 256]) func `nesting ends at the limit`(limit: Int) {
        for depth in [limit - 1, limit, limit + 1] where depth >= 0 {
            let arrays = [UInt8](repeating: 0x81, count: depth) + [0x00]
            let maps = (0..<(2 * depth)).map { UInt8($0 % 2 == 0 ? 0xa1 : 0x00) } + [0xf6]
            let limits = CBORLimits(depthMax: limit)
            #expect(refusal(arrays, limits) == (depth > limit ? .tooDeep(at: limit) : nil))
            #expect(refusal(maps, limits) == (depth > limit ? .tooDeep(at: 2 * limit) : nil))
        }
    }

    @Test func `a million open brackets cost no stack`() {
        for head in [0x81, 0x82, 0xa1] as [UInt8] {
            let bytes = [UInt8](repeating: head, count: 1_000_000)
            #expect(refusal(bytes, CBORLimits(depthMax: 256)) == .tooDeep(at: 256))
            #expect(refusal(bytes, CBORLimits()) == .tooDeep(at: 32))
        }
    }

    @Test func `each size limit holds at one less, at itself and at one more`() {
        for count in 9...11 {
            let string = [0x40 | UInt8(count)] + [UInt8](repeating: 0x61, count: count)
            let text = [0x60 | UInt8(count)] + [UInt8](repeating: 0x61, count: count)
            let array = [0x80 | UInt8(count)] + [UInt8](repeating: 0, count: count)
            let over = count > 10
            let strings = CBORLimits(stringBytesMax: 10)
            #expect(refusal(string, strings) == (over ? .tooLarge(.stringBytes, at: 0) : nil))
            #expect(refusal(text, strings) == (over ? .tooLarge(.stringBytes, at: 0) : nil))
            let entries = CBORLimits(entriesMax: 10)
            #expect(refusal(array, entries) == (over ? .tooLarge(.entries, at: 0) : nil))
            let total = CBORLimits(totalBytesMax: 11)
            #expect(refusal(array, total) == (over ? .tooLarge(.totalBytes, at: 0) : nil))
        }
    }

    @Test func `entries of all arrays and maps count together, a map's twice`() {
        // [{0: 0}, [0, 0]] has 2 + 2 + 2 entries.
        let input = bytes(hexadecimal: "82a10000820000")
        #expect(refusal(input, CBORLimits(entriesMax: 7)) == nil)
        #expect(refusal(input, CBORLimits(entriesMax: 6)) == nil)
        #expect(refusal(input, CBORLimits(entriesMax: 5)) == .tooLarge(.entries, at: 4))
        #expect(refusal(input, CBORLimits(entriesMax: 3)) == .tooLarge(.entries, at: 1))
    }
}
