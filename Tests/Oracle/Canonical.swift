public import Replication

/// The part of a record on which all agree who received the same (INV-4), as bytes.
///
/// An encoding of the tests' own: it shares nothing with the one that is shipped.
public func canonical(_ record: Record) -> [UInt8] {
    var dump = Dump()
    dump.bytes += record.facet.bytes
    dump.add(UInt64(record.type))
    dump.add(record.claimedHome.description)
    for register in record.registers where !register.siblings.isEmpty {
        dump.add(register)
    }
    dump.add(UInt64.max)
    for entry in record.received.contiguous.entries { dump.add(entry) }
    dump.add(UInt64.max)
    for dot in record.received.extra { dump.add(dot) }
    return dump.bytes
}

/// A hash of 32 bytes, good against accidents: FNV-1a over four words.
public func hash(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).flatMap { word -> [UInt8] in
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325 &+ UInt64(word) &* 0x9e37_79b9_7f4a_7c15
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return (0..<8).map { UInt8(truncatingIfNeeded: sum >> (56 - 8 * UInt64($0))) }
    }
}

private struct Dump {
    var bytes: [UInt8] = []

    mutating func add(_ word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        bytes += text.utf8
    }

    mutating func add(_ dot: Dot) {
        add(dot.replica.high)
        add(dot.replica.low)
        add(dot.counter)
    }

    mutating func add(_ register: Register) {
        add(UInt64(register.name.number))
        add(UInt64(register.name.key.count))
        bytes += register.name.key
        add(UInt64(register.siblings.count))
        for sibling in register.siblings {
            add(sibling.dot)
            add(sibling.value)
            bytes += sibling.stamp.author.bytes
            add(sibling.stamp.office.description)
            add(UInt64(sibling.stamp.tier.rawValue))
            add(sibling.stamp.time.ticks)
        }
    }

    mutating func add(_ value: Value) {
        switch value {
        case .absent: add(0)
        case .bool(let isTrue): add(isTrue ? 2 : 1)
        case .integer(let number): add(3, UInt64(bitPattern: number))
        case .text(let text):
            add(4)
            add(text)
        case .bytes(let content):
            add(5, UInt64(content.count))
            bytes += content
        case .list(let values):
            add(6, UInt64(values.count))
            for value in values { add(value) }
        }
    }

    private mutating func add(_ kind: UInt64, _ word: UInt64) {
        add(kind)
        add(word)
    }
}
