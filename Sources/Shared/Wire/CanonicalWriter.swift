internal import CBOR
internal import Replication

/// Writes the canonical part of a record; see ``StateCodec``.
struct CanonicalWriter {
    /// The bytes.
    let bytes: [UInt8]

    /// Writes a record.
    init(_ record: Record) {
        let replicas = Self.replicas(of: record.received)
        let stamps = Self.stamps(of: record)
        var writer = CBORWriter(reservingCapacity: 256)
        writer.array(count: 8)
        writer.unsigned(StateCodec.format)
        writer.facet(record.facet)
        writer.unsigned(UInt64(record.type))
        writer.division(record.claimedHome)
        writer.array(count: replicas.count)
        for replica in replicas {
            writer.array(count: 2)
            writer.identifier(replica)
            writer.unsigned(record.received.contiguous[replica])
        }
        writer.array(count: record.received.extra.count)
        for dot in record.received.extra {
            writer.array(count: 2)
            writer.unsigned(Self.index(of: dot.replica, in: replicas))
            writer.unsigned(dot.counter)
        }
        writer.list(stamps)
        let registers = record.registers.filter { !$0.siblings.isEmpty }
        writer.array(count: registers.count)
        for register in registers {
            writer.array(count: 2 + 4 * register.siblings.count)
            writer.unsigned(UInt64(register.name.number))
            writer.bytes(register.name.key)
            for sibling in register.siblings {
                writer.unsigned(Self.index(of: sibling.dot.replica, in: replicas))
                writer.unsigned(sibling.dot.counter)
                writer.unsigned(Self.index(of: sibling.stamp, in: stamps))
                ValueCodec.write(sibling.value, to: &writer)
            }
        }
        bytes = writer.bytes
    }

    /// All replicas of which something has arrived, ascending.
    private static func replicas(of received: DotSet) -> [ReplicaID] {
        let contiguous = received.contiguous.entries.map(\.replica)
        guard !received.extra.isEmpty else { return contiguous }
        return Set(contiguous + received.extra.map(\.replica)).sorted()
    }

    /// All stamps of values that stand, ascending.
    private static func stamps(of record: Record) -> [Stamp] {
        var stamps: [Stamp] = []
        for register in record.registers {
            for sibling in register.siblings where sibling.stamp != stamps.last {
                stamps.append(sibling.stamp)
            }
        }
        return stamps.count > 1 ? Set(stamps).sorted(by: Stamp.isBefore) : stamps
    }

    private static func index(of replica: ReplicaID, in table: [ReplicaID]) -> UInt64 {
        guard let index = table.position(where: { $0 < replica }), table[index] == replica else {
            preconditionFailure("a value that stands has been received")
        }
        return UInt64(index)
    }

    private static func index(of stamp: Stamp, in table: [Stamp]) -> UInt64 {
        guard let index = table.position(where: { Stamp.isBefore($0, stamp) }) else {
            preconditionFailure("the table holds every stamp")
        }
        return UInt64(index)
    }
}

extension Stamp {
    /// The order of the table of stamps: author, code of the office as text, tier, time.
    static func isBefore(_ a: Stamp, _ b: Stamp) -> Bool {
        if a.author != b.author { return a.author < b.author }
        if a.office != b.office { return a.office < b.office }
        if a.tier != b.tier { return a.tier.rawValue < b.tier.rawValue }
        return a.time < b.time
    }
}

extension Array {
    /// The first position in a sorted array that is not before what is sought; `nil` at the end.
    fileprivate func position(where isBefore: (Element) -> Bool) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low < count ? low : nil
    }
}
