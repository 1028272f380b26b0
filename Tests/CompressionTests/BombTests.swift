import Compression
import Support
import Testing

/// Few bytes that would become many.
struct BombTests {
    private func refusal(_ frame: [UInt8], _ inflatedMax: Int) -> CompressionError? {
        do { _ = try decompress(frame, inflatedMax: inflatedMax) } catch { return error }
        return nil
    }

    /// A frame of RLE blocks (RFC 8878 §3.1.1.2): 128 KiB out of four bytes, 32,768 to 1.
    ///
    /// - Parameters:
    ///   - window: The window descriptor; 0x38 is 128 KiB.
    ///   - padding: Bytes of an uncompressed last block, which make the frame less dense.
    private func bomb(
        blocks: Int, blockBytes: Int = 128 << 10, window: UInt8 = 0x38, padding: Int = 0
    ) -> [UInt8] {
        func head(_ size: Int, type: Int, isLast: Bool) -> [UInt8] {
            let value = size << 3 | type << 1 | (isLast ? 1 : 0)
            return [0, 8, 16].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        var frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, window]
        for _ in 0..<blocks { frame += head(blockBytes, type: 1, isLast: false) + [0x41] }
        return frame + head(padding, type: 0, isLast: true)
            + [UInt8](repeating: 0x42, count: padding)
    }

    @Test func `a bomb is refused by its density before the caller's limit`() {
        let frame = bomb(blocks: 8_000)
        #expect(8_000 * (128 << 10) / frame.count > 32_500)
        #expect(refusal(frame, 1 << 20) == .tooLarge(inflatedMax: 1 << 20))
        #expect(refusal(frame, 64 << 20) == .tooDense)
        #expect(refusal(frame, .max) == .tooDense)
        #expect(refusal(bomb(blocks: 1), 1 << 40) == .tooDense)
    }

    @Test func `density ends where it is said to end`() throws {
        // 6 + 4 + 3 + padding bytes become block + padding bytes.
        for padding in [0, 1, 100] {
            let limit = inflationMax(ofCompressed: 13 + padding)
            #expect(limit == 100 * (13 + padding) + 65_536)
            let block = limit - padding
            #expect(block < 128 << 10)
            for (size, expected) in [
                (block - 1, nil), (block, nil), (block + 1, CompressionError.tooDense),
            ] {
                let frame = bomb(blocks: 1, blockBytes: size, padding: padding)
                #expect(refusal(frame, 1 << 30) == expected)
                if expected == nil {
                    #expect(try decompress(frame, inflatedMax: 1 << 30).count == size + padding)
                }
            }
        }
    }

    @Test func `the caller's limit ends where he says`() {
        let frame = bomb(blocks: 1, blockBytes: 1_000)
        #expect(refusal(frame, 999) == .tooLarge(inflatedMax: 999))
        #expect(refusal(frame, 1_000) == nil)
        #expect(refusal(frame, 1_001) == nil)
        #expect(refusal(compress([]), 0) == nil)
        #expect(refusal(compress([1]), 0) == .tooLarge(inflatedMax: 0))
    }

    @Test func `a frame that looks back further than 8 MiB is refused`() {
        // 2^(10 + exponent): 8 MiB is exponent 13, the mantissa adds eighths.
        #expect(windowBytesMax == 8 << 20)
        #expect(refusal(bomb(blocks: 0, window: 13 << 3), 100) == nil)
        #expect(refusal(bomb(blocks: 0, window: 13 << 3 | 1), 100) == .windowTooLarge)
        #expect(refusal(bomb(blocks: 0, window: 14 << 3), 100) == .windowTooLarge)
        #expect(refusal(bomb(blocks: 0, window: 0xff), 100) == .windowTooLarge)
    }

    @Test func `a size that a frame declares is not believed`() {
        // Says 2^63 bytes, says 1 byte: single segments with eight and one byte of content size.
        let huge: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1, 0, 0]
        #expect(refusal(huge, .max) == .tooDense)
        #expect(refusal(huge, 1 << 20) == .tooLarge(inflatedMax: 1 << 20))
        let small: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 1, 0x13, 0, 0, 7, 7]
        #expect(refusal(small, 100) == .damaged)
    }
}
