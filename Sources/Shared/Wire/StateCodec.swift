internal import CBOR
public import Replication

/// The bytes of what a replica knows of a facet, in two parts.
///
/// `canonical` is what everybody agrees on who received the same (INV-4); its SHA-256 is the hash of
/// the record in every digest. `local` is what only this replica needs: what it knows to be missing,
/// contexts, shadows, pending writes. On the wire travels `state`: the canonical part with gap and
/// contexts, because the receiver must know what a straggler may not bring back.
///
///     canonical = [1, facet, type, claimed home,
///                  received  [[replica, up to]…]                 the table of replicas, ascending
///                  stragglers [[replica index, counter]…],       beyond `up to`, ascending
///                  stamps    [[author, office, tier, time]…]     the table of stamps, ascending
///                  registers [[number, key, {replica index, counter, stamp index, value}…]…]]
///     ahead     = [[replica, counter]…]      the past, where it reaches beyond what was received
///     contexts  = [[number, key, dot, past, holes]…]             ascending by register and dot
///     local     = [1, ahead, contexts, shadows, pending]
///     state     = [1, canonical as a byte string, ahead, contexts]
///
/// Tables, because the registers of one change share a replica and a stamp: a record of ten fields
/// costs 60 bytes of stamps so, and 400 otherwise.
public enum StateCodec {
    /// The format that this program writes.
    static let format: UInt64 = 1

    /// The part that is hashed; shadows and contexts do not enter.
    public static func canonical(_ record: Record) -> [UInt8] {
        CanonicalWriter(record).bytes
    }

    /// The part that stays on this replica.
    public static func local(_ record: Record) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64)
        writer.array(count: 5)
        writer.unsigned(format)
        writer.list(record.ahead)
        writer.list(record.contexts)
        writer.list(record.shadows)
        writer.list(record.pending)
        return writer.bytes
    }

    /// What travels to a child.
    public static func state(_ record: Record) -> [UInt8] {
        state(canonical: canonical(record), of: record)
    }

    private static func state(canonical: [UInt8], of record: Record) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: canonical.count + 64)
        writer.array(count: 4)
        writer.unsigned(format)
        writer.bytes(canonical)
        writer.list(record.ahead)
        writer.list(record.contexts)
        return writer.bytes
    }

    /// A record from its two stored parts.
    public static func record(
        canonical: [UInt8], local: [UInt8]
    ) throws(WireError) -> Record {
        var knowledge = Knowledge()
        do throws(WireError) {
            var reader = try FieldReader(local[...])
            try reader.fields("", 5)
            try checkFormat(&reader)
            knowledge.ahead = try reader.list("ahead", 0...Limits.vectorMax)
            knowledge.contexts = try reader.ascending("contexts", 0...Int.max)
            knowledge.shadows = try reader.list("shadows", 0...Int.max)
            for (before, after) in zip(knowledge.shadows, knowledge.shadows.dropFirst())
            where before.register > after.register {
                throw WireError("shadows", .order)
            }
            knowledge.pending = try reader.list("pending", 0...Int.max)
            try reader.finish()
        } catch {
            throw error.within("Local")
        }
        return try record(canonical: canonical[...], knowing: knowledge)
    }

    /// A record from a state as it travels.
    public static func record(state: [UInt8]) throws(WireError) -> Record {
        var knowledge = Knowledge()
        var canonical: [UInt8] = []
        do throws(WireError) {
            guard state.count <= Limits.stateBytesMax else {
                throw WireError("", .count(state.count, allowed: 0...Limits.stateBytesMax))
            }
            var reader = try FieldReader(state[...])
            try reader.fields("", 4)
            try checkFormat(&reader)
            canonical = try reader.bytes("canonical", 0...Limits.stateBytesMax)
            knowledge.ahead = try reader.list("ahead", 0...Limits.vectorMax)
            knowledge.contexts = try reader.ascending("contexts", 0...Int.max)
            knowledge.stragglersMax = Limits.stragglersMax
            try reader.finish()
        } catch {
            throw error.within("State")
        }
        return try record(canonical: canonical[...], knowing: knowledge)
    }

    /// The hash of a record, by which replicas compare what they hold (1.11).
    ///
    /// - Parameter hash: SHA-256.
    public static func hash(_ record: Record, by hash: ([UInt8]) -> [UInt8]) -> [UInt8] {
        hash(canonical(record))
    }

    private static func checkFormat(_ reader: inout FieldReader) throws(WireError) {
        let format = try reader.unsigned("format")
        guard format == Self.format else { throw WireError("format", .unknownFormat(format)) }
    }

    private static func record(
        canonical: ArraySlice<UInt8>, knowing knowledge: Knowledge
    ) throws(WireError) -> Record {
        do throws(WireError) {
            var reader = try FieldReader(canonical)
            try reader.fields("", 8)
            try checkFormat(&reader)
            var parts = CanonicalReader(knowledge)
            let record = try parts.record(&reader)
            try reader.finish()
            return record
        } catch {
            throw error.within("State")
        }
    }
}

/// What a replica knows of a record beside its canonical part.
struct Knowledge {
    /// The past beyond what was received.
    var ahead: [Dot] = []
    /// Contexts that are still needed.
    var contexts: [KnownContext] = []
    /// What stands behind pending writes.
    var shadows: [KnownShadow] = []
    /// Writes that the parent has yet to judge.
    var pending: [PendingWrite] = []
    /// A state that travels may cost its receiver less than one that was stored here.
    var stragglersMax = Int.max
}

/// The context of one sibling, kept until everything in it has arrived.
struct KnownContext: Comparable, Sendable {
    /// The register.
    let register: RegisterName
    /// The sibling.
    let dot: Dot
    /// What its writer had before him.
    let context: CausalContext

    static func < (a: KnownContext, b: KnownContext) -> Bool {
        a.register != b.register ? a.register < b.register : a.dot < b.dot
    }
}

/// A shadow with its register.
struct KnownShadow: Sendable {
    /// The register.
    let register: RegisterName
    /// The value and what hides it.
    let shadow: Shadow
}

extension Record {
    /// The past where it reaches beyond what was received; ascending, empty in a complete record.
    var ahead: [Dot] {
        past.entries.filter { $0.counter > received.last(of: $0.replica) }
    }

    /// The contexts that are still needed.
    var contexts: [KnownContext] {
        registers.flatMap { register in
            register.siblings.compactMap { sibling in
                sibling.context.map {
                    KnownContext(register: register.name, dot: sibling.dot, context: $0)
                }
            }
        }
    }

    /// The shadows of all registers.
    var shadows: [KnownShadow] {
        registers.flatMap { register in
            register.shadows.map { KnownShadow(register: register.name, shadow: $0) }
        }
    }
}

extension DotSet {
    /// The highest counter of a replica that has arrived; 0 if none.
    func last(of replica: ReplicaID) -> UInt64 {
        extra.last { $0.replica == replica }?.counter ?? contiguous[replica]
    }
}
