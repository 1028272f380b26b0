import Seal
import Support
import Testing

/// Sealed messages.
struct SealingTests {
    static let chunkBytes = 65_536
    static let headerBytes = 48

    private func key(_ number: UInt8) throws -> SealingKey {
        try SealingKey(seed: [UInt8](repeating: number, count: 32))
    }

    private func sealed(_ plain: [UInt8], ephemeral: UInt8 = 0) throws -> [UInt8] {
        try seal(plain, to: key(1).publicKey, ephemeralSeed: Array(ephemeral..<(ephemeral + 32)))
    }

    /// The error of opening, or nil if it opens.
    private func refusal(_ message: [UInt8], by number: UInt8 = 1) throws -> SealError? {
        let key = try key(number)
        do { _ = try open(message, with: key) } catch { return error }
        return nil
    }

    @Test func `a message is sealed to the bytes that another implementation makes of it`() throws {
        // Written with Python's cryptography from the description in SealedFormat.
        #expect(
            hexadecimal(try sealed(Array("四十八户".utf8))) == """
                68732d7365616c311a92f23852dc908d8f40c5adb68f25624ae5b214ea767a6e\
                c94d829d3d7b5e1ad1ba6f3e2138285ff34fa8a7100f212f80aa85ddaf59b3f9\
                032cd8e3db29ec6db34be18d
                """)
        #expect(
            hexadecimal(hash(try sealed([UInt8](repeating: UInt8(ascii: "a"), count: 200_000))))
                == "13f1e0809416defa4587c0f08b6a5a4584c46b65ac7e229359b83cb80cab016c")
    }

    @Test(arguments: [
        0, 1, 2, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes - 1,
        2 * chunkBytes, 2 * chunkBytes + 1, 5 * chunkBytes + 77,
    ]) func `messages round-trip, at every boundary of chunks`(count: Int) throws {
        let plain = SeededBytes.some(count, seed: UInt64(count))
        let message = try sealed(plain)
        let chunks = max(1, (count + Self.chunkBytes - 1) / Self.chunkBytes)
        #expect(message.count == Self.headerBytes + count + 16 * chunks)
        #expect(try open(message, with: key(1)) == plain)
    }

    @Test(arguments: [1, 47, 1_000, 65_536, 65_552, 70_000])
    func `pieces of any size make the same message`(piece: Int) throws {
        let plain = SeededBytes.some(3 * Self.chunkBytes + 5, seed: 3)
        let sealer = try Sealer(to: key(1).publicKey, ephemeralSeed: Array(0..<32))
        var message: [UInt8] = []
        for start in stride(from: 0, to: plain.count, by: piece) {
            message += sealer.update(plain[start..<min(start + piece, plain.count)])
        }
        message += sealer.finish()
        #expect(try message == sealed(plain))
        let opener = Opener(with: try key(1))
        var opened: [UInt8] = []
        for start in stride(from: 0, to: message.count, by: piece) {
            opened += try opener.update(message[start..<min(start + piece, message.count)])
        }
        opened += try opener.finish()
        #expect(opened == plain)
    }

    @Test func `every flipped bit of a small message is noticed`() throws {
        let message = try sealed(Array("四十八户".utf8))
        for bit in 0..<(message.count * 8) {
            let expected: SealError =
                bit < 64 ? .notSealed : bit < 128 ? .wrongRecipient : .damaged
            #expect(try refusal(flip(message, bit)) == expected, "bit \(bit)")
        }
    }

    @Test func `every cut of a small message is noticed`() throws {
        for plain in [[], Array("四十八户".utf8)] {
            let message = try sealed(plain)
            for count in 0..<message.count {
                let refusal = try refusal(Array(message[..<count]))
                #expect(refusal == .truncated || refusal == .damaged, "cut at \(count)")
            }
            #expect(try refusal(message + [0]) == .damaged)
        }
        #expect(try refusal(Array("hs-seal2".utf8)) == .notSealed)
        #expect(try refusal([UInt8](repeating: 0, count: 200)) == .notSealed)
    }

    @Test func `chunks cannot be cut off, swapped, repeated or taken from another message`() throws
    {
        let plain = [UInt8](repeating: 5, count: 3 * Self.chunkBytes)
        let message = try sealed(plain)
        let other = try sealed(plain, ephemeral: 1)
        let head = Array(message[..<Self.headerBytes])
        func chunk(_ index: Int, of message: [UInt8]) -> [UInt8] {
            let size = Self.chunkBytes + 16
            let start = Self.headerBytes + index * size
            return Array(message[start..<(start + size)])
        }
        let own = (0..<3).map { chunk($0, of: message) }
        #expect(try refusal(head + own[0] + own[1] + own[2]) == nil)
        #expect(try refusal(head + own[0] + own[1]) == .truncated)
        #expect(try refusal(head + own[0]) == .truncated)
        #expect(try refusal(head) == .truncated)
        #expect(try refusal(head + own[1] + own[0] + own[2]) == .damaged)
        #expect(try refusal(head + own[0] + own[0] + own[2]) == .damaged)
        #expect(try refusal(head + own[0] + own[2]) == .damaged)
        #expect(try refusal(head + own[1] + own[2]) == .damaged)
        #expect(try refusal(head + own[2]) == .damaged)
        #expect(try refusal(head + own[0] + own[1] + own[2] + own[2]) == .damaged)
        #expect(try refusal(head + own[0] + chunk(1, of: other) + own[2]) == .damaged)
        #expect(try refusal(message + other) == .damaged)
        #expect(try refusal(message + message) == .damaged)
    }

    @Test func `what was authentic before the fault is all that leaves the opener`() throws {
        let plain = SeededBytes.some(3 * Self.chunkBytes, seed: 8)
        var message = try sealed(plain)
        message[Self.headerBytes + Self.chunkBytes + 16 + 5] ^= 1
        let opener = Opener(with: try key(1))
        let first = Self.headerBytes + Self.chunkBytes + 17
        #expect(try opener.update(message[..<first]).elementsEqual(plain[..<Self.chunkBytes]))
        #expect(throws: SealError.damaged) { try opener.update(message[first...]) }
    }

    @Test func `only the owner of the key opens`() throws {
        let message = try sealed([1, 2, 3])
        #expect(try refusal(message, by: 2) == .wrongRecipient)
        // Even with the recipient's hint written over.
        var redirected = message
        redirected.replaceSubrange(8..<16, with: hash(try key(2).publicKey.bytes).prefix(8))
        #expect(try refusal(redirected, by: 2) == .damaged)
    }

    @Test func `keys that would share a known secret are refused`() throws {
        for point in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)] {
            let recipient = try SealingPublicKey(point)
            #expect(throws: SealError.unusableKey) {
                try seal([1], to: recipient, ephemeralSeed: [UInt8](repeating: 3, count: 32))
            }
            var message = try sealed([1, 2, 3])
            message.replaceSubrange(16..<48, with: point)
            #expect(try refusal(message) == .damaged)
        }
        let recipient = try key(1).publicKey
        #expect(throws: SealError.unusableKey) {
            try seal([1], to: recipient, ephemeralSeed: [1, 2, 3])
        }
    }
}
