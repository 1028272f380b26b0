import Replication
import Seal
import Support
import Testing
import Wire

struct ChainTests {
    @Test func `a step hashes 89 bytes in the order of the specification`() {
        let replica = Identifier(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0e0f)
        let bodyHash = hash([1, 2, 3])
        let input = Chain.input(
            Chain.start, replica: replica, sequence: 0x0102, bodyHash: bodyHash)
        let expected =
            "01" + String(repeating: "00", count: 32) + "000102030405060708090a0b0c0d0e0f"
            + "0000000000000102" + hexadecimal(bodyHash)
        #expect(hexadecimal(input) == expected)
        let next = Chain.next(
            Chain.start, replica: replica, sequence: 0x0102, bodyHash: bodyHash, hash: hash)
        #expect(next == hash(input))
    }

    @Test func `every part of a step changes the chain`() {
        let replica = Identifier(high: 1, low: 2)
        let one = hash([1])
        let two = hash([2])
        let chains = [
            Chain.next(one, replica: replica, sequence: 1, bodyHash: one, hash: hash),
            Chain.next(two, replica: replica, sequence: 1, bodyHash: one, hash: hash),
            Chain.next(one, replica: .zero, sequence: 1, bodyHash: one, hash: hash),
            Chain.next(one, replica: replica, sequence: 2, bodyHash: one, hash: hash),
            Chain.next(one, replica: replica, sequence: 1, bodyHash: two, hash: hash),
        ]
        #expect(Set(chains).count == 5)
    }
}
