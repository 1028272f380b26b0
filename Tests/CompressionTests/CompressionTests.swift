import Compression
import Support
import Testing

/// Compressed frames, ours and hostile ones.
struct CompressionTests {
    /// The error of opening, or nil if it opens.
    private func refusal(_ frame: [UInt8], _ inflatedMax: Int = 64 << 20) -> CompressionError? {
        do { _ = try decompress(frame, inflatedMax: inflatedMax) } catch { return error }
        return nil
    }

    /// Text like that of records: regular, but not endlessly so.
    private func text(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += "household \(random.next() % 1_000) income \(random.next() % 10_000)\n".utf8
        }
        return Array(bytes.prefix(count))
    }

    @Test(arguments: [0, 1, 100, 65_536, 131_072, 131_073, 1 << 20, 5 << 20])
    func `bytes round-trip`(count: Int) throws {
        var random = SeededRandom(seed: UInt64(count))
        for bytes in [
            text(count, seed: 1), random.bytes(count: count), [UInt8](repeating: 0, count: count),
        ] {
            let frame = compress(bytes)
            #expect(try decompress(frame, inflatedMax: count) == bytes)
            #expect(try decompress(([9] + frame)[1...], inflatedMax: count) == bytes)
            #expect(frame.count <= count + count / 255 + 64)
        }
    }

    @Test func `text shrinks, and the frame says how large it was`() {
        let frame = compress(text(100_000, seed: 2))
        #expect(frame.count < 35_000)
        #expect(refusal(frame, 100_000) == nil)
        #expect(refusal(frame, 99_999) == .tooLarge(inflatedMax: 99_999))
        #expect(refusal(Array(frame[..<10]), 99_999) == .tooLarge(inflatedMax: 99_999))
    }

    @Test func `a sender is never refused for bytes that are too regular`() throws {
        for count in [1 << 17, 1 << 20, (9 << 20) + 1] {
            let bytes = [UInt8](repeating: 0x20, count: count)
            let frame = compress(bytes)
            #expect(frame.count > count)
            #expect(try decompress(frame, inflatedMax: count) == bytes)
        }
    }

    @Test(arguments: [true, false]) func `a frame that is cut anywhere is refused`(regular: Bool) {
        let frame = compress(
            regular ? [UInt8](repeating: 1, count: 200_000) : text(5_000, seed: 3))
        let cuts =
            regular
            ? Array(0..<20) + Array((frame.count - 20)..<frame.count)
            : Array(0..<frame.count)
        for count in cuts {
            let refusal = refusal(Array(frame[..<count]))
            // So little of a frame that declares so much is too dense as well.
            #expect(
                refusal == .truncated || regular && refusal == .tooDense, "cut at \(count)")
        }
    }

    @Test func `bytes behind a frame are refused, frames too`() {
        let frame = compress(text(5_000, seed: 4))
        let skippable: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7]
        #expect(refusal(frame) == nil)
        #expect(refusal(frame + [0]) == .trailingBytes)
        #expect(refusal(frame + frame) == .trailingBytes)
        #expect(refusal(frame + skippable) == .trailingBytes)
        #expect(refusal(skippable) == .notCompressed)
        #expect(refusal(skippable + frame) == .notCompressed)
        #expect(refusal(compress([]) + frame) == .trailingBytes)
    }

    @Test func `what is no frame is refused, whatever it is`() {
        #expect(refusal([]) == .truncated)
        #expect(refusal([0x28, 0xb5]) == .truncated)
        #expect(refusal([0x28, 0xb6]) == .notCompressed)
        #expect(refusal(Array("{\"json\": true}".utf8)) == .notCompressed)
        #expect(refusal([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]) == .notCompressed)
        var random = SeededRandom(seed: 5)
        for count in 0..<3_000 {
            let garbage = random.bytes(count: count % 200 + 4)
            #expect(refusal(garbage) != nil)
            #expect(refusal([0x28, 0xb5, 0x2f, 0xfd] + garbage) != nil, "\(garbage)")
        }
    }

    @Test func `a flipped bit never yields more than the limit`() {
        let frame = compress(text(3_000, seed: 6))
        for bit in 0..<(frame.count * 8) {
            var flipped = frame
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let opened = try? decompress(flipped, inflatedMax: 4_000)
            #expect(opened.map { $0.count <= 4_000 } != false)
        }
    }
}
