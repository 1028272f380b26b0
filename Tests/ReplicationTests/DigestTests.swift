import Oracle
import Replication
import Support
import Testing

/// Sums of hashes against sums of long numbers, digit by digit.
@Suite("Digests")
struct DigestTests {
    @Test func `sums carry, borrow and wrap as long numbers do`() {
        for seed in Seeds.first(300) {
            var random = SeededRandom(seed: seed)
            var digest = Digest()
            var sum = [UInt8](repeating: 0, count: 32)
            var inside: [[UInt8]] = []
            for _ in 0..<40 {
                if random.below(3) == 0, let hash = inside.popLast() {
                    digest.remove(hash)
                    sum = Self.difference(sum, hash)
                } else {
                    let hash = Self.hash(&random)
                    inside.append(hash)
                    digest.insert(hash)
                    sum = Self.sum(sum, hash)
                }
                #expect(digest.sum == sum, "\(Seeds.replay(seed))")
                #expect(digest.count == UInt64(inside.count))
            }
            for hash in inside.shuffled(using: &random) { digest.remove(hash) }
            #expect(digest == Digest(), "\(Seeds.replay(seed))")
        }
    }

    @Test func `a sum that drops what it carries is found out`() {
        var random = SeededRandom(seed: 1)
        let (a, b) = (Self.hash(&random), Self.hash(&random))
        #expect(Self.sum(a, b) != zip(a, b).map { $0 &+ $1 })
    }

    @Test func `digests of divisions add up, and come apart again`() throws {
        var random = SeededRandom(seed: 1)
        let hashes = (0..<20).map { _ in Self.hash(&random) }
        var (whole, first, second) = (Digest(), Digest(), Digest())
        for (index, hash) in hashes.enumerated() {
            whole.insert(hash)
            if index % 3 == 0 { first.insert(hash) } else { second.insert(hash) }
        }
        var sum = first
        sum += second
        #expect(sum == whole)
        sum -= second
        #expect(sum == first)
        let copy = try #require(Digest(count: whole.count, sum: whole.sum))
        #expect(copy == whole)
    }

    @Test func `a sum of another length is none`() {
        #expect(Digest(count: 0, sum: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Digest(count: 0, sum: [UInt8](repeating: 0, count: 33)) == nil)
        #expect(Digest(count: 0, sum: [UInt8](repeating: 0, count: 32)) == Digest())
    }

    @Test func `equal sums of another count are another digest`() {
        var one = Digest()
        one.insert([UInt8](repeating: 0, count: 32))
        #expect(one != Digest())
        #expect(one.sum == Digest().sum)
    }

    /// Often all ones or all zeros, so that carries run through.
    private static func hash(_ random: inout SeededRandom) -> [UInt8] {
        (0..<32).map { _ in [0, 255, random.next(), random.next()][random.below(4)] & 0xFF }
            .map { UInt8($0) }
    }

    private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var (digits, carry) = (a, 0)
        for index in digits.indices.reversed() {
            let digit = Int(a[index]) + Int(b[index]) + carry
            digits[index] = UInt8(digit % 256)
            carry = digit / 256
        }
        return digits
    }

    private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var (digits, borrow) = (a, 0)
        for index in digits.indices.reversed() {
            let digit = Int(a[index]) - Int(b[index]) - borrow
            digits[index] = UInt8((digit + 256) % 256)
            borrow = digit < 0 ? 1 : 0
        }
        return digits
    }
}
