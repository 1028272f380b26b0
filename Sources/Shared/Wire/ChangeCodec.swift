internal import CBOR
public import Replication

/// The body of a change: what is hashed into the chain, signed, stored and forwarded byte by byte.
///
///     [1, facet, type, home, [author, office, tier, time], replica, sequence, [first, count],
///      schema, [rights replica, rights sequence], past, [[number, key, value, holes]…],
///      null | [origin replica, origin sequence], salt]
///
/// The counter of a write is not carried: writes are numbered from `past[replica] + 1` on, in the
/// order in which they stand. The first eight elements keep their place in every later format, so
/// that a program can route, store and forward what it cannot read (``peek(_:)``).
public enum ChangeCodec {
    /// The format of bodies that this program writes.
    static let format: UInt64 = 1

    /// The one encoding of a change.
    ///
    /// A change that this program's decoder would refuse is an author's mistake: an author decodes
    /// what he has encoded before he keeps it.
    public static func encode(_ change: Change) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 256)
        writer.array(count: 14)
        writer.unsigned(format)
        writer.facet(change.facet)
        writer.unsigned(UInt64(change.type))
        writer.division(change.home)
        change.stamp.write(to: &writer)
        writer.identifier(change.replica)
        writer.unsigned(change.sequence)
        writer.array(count: 2)
        writer.unsigned(change.act.first)
        writer.unsigned(change.act.count)
        writer.unsigned(UInt64(change.schema))
        change.rights.write(to: &writer)
        change.past.write(to: &writer)
        writer.array(count: change.writes.count)
        for write in change.writes { Self.write(write, to: &writer) }
        writer.optional(change.origin)
        writer.bytes(change.salt)
        return writer.bytes
    }

    /// A change from the bytes of its body.
    public static func decode(_ body: [UInt8]) throws(WireError) -> Change {
        do throws(WireError) {
            guard body.count <= Limits.changeBytesMax else {
                throw WireError("", .count(body.count, allowed: 0...Limits.changeBytesMax))
            }
            var reader = try FieldReader(body[...])
            let change = try read(from: &reader)
            try reader.finish()
            return change
        } catch {
            throw error.within("Change")
        }
    }

    private static func read(from reader: inout FieldReader) throws(WireError) -> Change {
        let count = try reader.entries("")
        let format = try reader.unsigned("format")
        guard format == Self.format else { throw WireError("format", .unknownFormat(format)) }
        guard count == 14 else { throw WireError("", .count(count, allowed: 14...14)) }
        var change = Change(
            facet: try reader.facet("facet"), type: try reader.word("type"),
            home: try reader.division("home"), stamp: try reader.field("stamp"),
            replica: try reader.identifier("replica"),
            sequence: try reader.unsigned("sequence", 1...Limits.numberMax),
            act: try reader.field("act"), schema: try reader.word("schema"),
            rights: try reader.field("rights"), past: try reader.field("past"), writes: [])
        guard change.act.contains(change.sequence) else {
            throw WireError("act", .rule("the change stands outside its act"))
        }
        change.writes = try writes(of: change, from: &reader)
        change.origin = try reader.optional("origin")
        change.salt = try reader.bytes("salt", 0...Limits.saltBytes)
        guard change.salt.isEmpty || change.salt.count == Limits.saltBytes else {
            throw WireError("salt", .rule("a salt has 16 bytes, or none"))
        }
        return change
    }
}

// MARK: - Writes

extension ChangeCodec {
    private static func write(_ write: Write, to writer: inout CBORWriter) {
        writer.array(count: 4)
        writer.unsigned(UInt64(write.register.number))
        writer.bytes(write.register.key)
        ValueCodec.write(write.value, to: &writer)
        writer.list(write.holes)
    }

    private static func writes(
        of change: Change, from reader: inout FieldReader
    ) throws(WireError) -> [Write] {
        let count = try reader.entries("writes", 1...Limits.changeWritesMax)
        let before = change.past[change.replica]
        guard before <= Limits.numberMax - UInt64(count) else {
            throw WireError("past", .number(before))
        }
        var writes: [Write] = []
        writes.reserveCapacity(count)
        var names: Set<RegisterName> = []
        for index in 0..<count {
            do throws(WireError) {
                let dot = Dot(change.replica, before + UInt64(index) + 1)
                let write = try read(dot, past: change.past, from: &reader)
                guard count == 1 || names.insert(write.register).inserted else {
                    throw WireError("", .rule("a change writes a register once"))
                }
                writes.append(write)
            } catch {
                throw error.within("writes[\(index)]")
            }
        }
        return writes
    }

    private static func read(
        _ dot: Dot, past: VersionVector, from reader: inout FieldReader
    ) throws(WireError) -> Write {
        try reader.fields("", 4)
        let number = try reader.word("register")
        let key = try reader.bytes("key", 0...Limits.keyBytesMax)
        let register = RegisterName(number, key: key)
        let value = try ValueCodec.read("value", from: &reader)
        let holes: [Dot] = try reader.ascending("holes", 0...Limits.holesMax)
        guard holes.allSatisfy(past.contains) else {
            throw WireError("holes", .rule("a hole lies within the past"))
        }
        try EngineRegister.check(register, value, within: past)
        return Write(register: register, dot: dot, value: value, holes: holes)
    }
}

extension Act: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        self.init(
            first: try reader.unsigned("first", 1...Limits.numberMax),
            count: try reader.unsigned("count", 1...UInt64(Limits.frameChangesMax)))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.unsigned(first)
        writer.unsigned(count)
    }

    /// Whether the change of a sequence number belongs to the act.
    func contains(_ sequence: UInt64) -> Bool { sequence >= first && sequence - first < count }
}

extension Origin: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        self.init(
            try reader.identifier("replica"),
            try reader.unsigned("sequence", 1...Limits.numberMax))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.identifier(replica)
        writer.unsigned(sequence)
    }
}
