internal import Replication

/// Reads the canonical part of a record strictly; see ``StateCodec``.
///
/// Everything that the merge relies on is checked, because a state comes from another machine: what
/// stands has been received, what was voided does not stand, the past reaches as far as what was
/// received (a replica that continued below it would give one dot two contents, INV-7).
struct CanonicalReader {
    private let knowledge: Knowledge
    private var replicas: [ReplicaID] = []
    private var upTo: [UInt64] = []
    private var stragglers: Set<Straggler> = []
    private var stamps: [Stamp] = []
    private var usedStamps: [Bool] = []
    private var past = VersionVector()
    private var nextContext = 0

    private struct Straggler: Hashable {
        let index: Int
        let counter: UInt64
    }

    /// A reader of one record.
    init(_ knowledge: Knowledge) { self.knowledge = knowledge }

    /// Reads the fields after the format.
    mutating func record(_ reader: inout FieldReader) throws(WireError) -> Record {
        let facet = try reader.facet("facet")
        let type = try reader.word("type")
        let home = try reader.division("home")
        let received = try received(&reader)
        past = try Self.past(received, ahead: knowledge.ahead)
        try readStamps(&reader)
        var registers = try registers(&reader)
        guard usedStamps.allSatisfy({ $0 }) else {
            throw WireError("stamps", .rule("every stamp of the table is used"))
        }
        guard nextContext == knowledge.contexts.count else {
            throw WireError("contexts", .rule("a context belongs to a value that stands"))
        }
        try Self.checkVoids(registers, received)
        Self.add(knowledge.shadows, to: &registers)
        return Record(
            facet: facet, type: type, claimedHome: home, registers: registers, received: received,
            past: past, pending: knowledge.pending)
    }

    // MARK: - What has arrived

    private mutating func received(_ reader: inout FieldReader) throws(WireError) -> DotSet {
        let count = try reader.entries("received", 0...Limits.vectorMax)
        for index in 0..<count {
            do throws(WireError) {
                try reader.fields("", 2)
                let replica = try reader.identifier("replica")
                if let last = replicas.last, last >= replica { throw WireError("", .order) }
                replicas.append(replica)
                upTo.append(try reader.unsigned("upTo"))
            } catch {
                throw error.within("received[\(index)]")
            }
        }
        let extra = try extra(&reader)
        let entries = zip(replicas, upTo).compactMap { $1 > 0 ? Dot($0, $1) : nil }
        guard let contiguous = VersionVector(ascending: entries),
            let received = DotSet(contiguous: contiguous, extra: extra)
        else { throw WireError("stragglers", .order) }
        let beyond = Set(stragglers.map(\.index))
        for index in upTo.indices where upTo[index] == 0 && !beyond.contains(index) {
            throw WireError("received[\(index)]", .rule("nothing of the replica has arrived"))
        }
        return received
    }

    private mutating func extra(_ reader: inout FieldReader) throws(WireError) -> [Dot] {
        let count = try reader.entries("stragglers", 0...knowledge.stragglersMax)
        var extra: [Dot] = []
        for index in 0..<count {
            do throws(WireError) {
                try reader.fields("", 2)
                let replica = try reader.index("replica", below: replicas.count)
                let counter = try reader.unsigned("counter", 1...Limits.numberMax)
                stragglers.insert(Straggler(index: replica, counter: counter))
                extra.append(Dot(replicas[replica], counter))
            } catch {
                throw error.within("stragglers[\(index)]")
            }
        }
        return extra
    }

    private static func past(
        _ received: DotSet, ahead: [Dot]
    ) throws(WireError) -> VersionVector {
        guard let beyond = VersionVector(ascending: ahead) else { throw WireError("ahead", .order) }
        if received.extra.isEmpty && ahead.isEmpty { return received.contiguous }
        for dot in ahead where dot.counter <= received.last(of: dot.replica) {
            throw WireError("ahead", .rule("only what has not arrived is ahead"))
        }
        var past = received.contiguous
        for dot in received.extra { past.insert(dot) }
        past.join(beyond)
        return past
    }

    // MARK: - What stands

    private mutating func readStamps(_ reader: inout FieldReader) throws(WireError) {
        stamps = try reader.list("stamps", 0...Int.max)
        for (index, stamp) in stamps.enumerated().dropFirst()
        where !Stamp.isBefore(stamps[index - 1], stamp) {
            throw WireError("stamps[\(index)]", .order)
        }
        usedStamps = stamps.map { _ in false }
    }

    private mutating func registers(_ reader: inout FieldReader) throws(WireError) -> [Register] {
        let count = try reader.entries("registers")
        var registers: [Register] = []
        for index in 0..<count {
            do throws(WireError) {
                let register = try register(&reader)
                if let last = registers.last, last.name >= register.name {
                    throw WireError("", .order)
                }
                registers.append(register)
            } catch {
                throw error.within("registers[\(index)]")
            }
        }
        return registers
    }

    private mutating func register(
        _ reader: inout FieldReader
    ) throws(WireError) -> Register {
        let count = try reader.entries("", 6...Int.max)
        guard count % 4 == 2 else { throw WireError("", .rule("a value has four items")) }
        let number = try reader.word("register")
        let key = try reader.bytes("key", 0...Limits.keyBytesMax)
        let name = RegisterName(number, key: key)
        var siblings: [Sibling] = []
        for index in 0..<(count / 4) {
            do throws(WireError) {
                let sibling = try sibling(&reader, of: name)
                if let last = siblings.last, last.dot >= sibling.dot {
                    throw WireError("", .order)
                }
                siblings.append(sibling)
            } catch {
                throw error.within("siblings[\(index)]")
            }
        }
        return Register(name: name, siblings: siblings)
    }

    private mutating func sibling(
        _ reader: inout FieldReader, of register: RegisterName
    ) throws(WireError) -> Sibling {
        let replica = try reader.index("replica", below: replicas.count)
        let counter = try reader.unsigned("counter", 1...Limits.numberMax)
        guard
            counter <= upTo[replica]
                || stragglers.contains(Straggler(index: replica, counter: counter))
        else { throw WireError("counter", .rule("a value that stands has been received")) }
        let stamp = try reader.index("stamp", below: stamps.count)
        usedStamps[stamp] = true
        let value = try ValueCodec.read("value", from: &reader)
        try EngineRegister.check(register, value, within: past)
        let dot = Dot(replicas[replica], counter)
        return Sibling(
            dot: dot, value: value, stamp: stamps[stamp],
            context: try context(of: dot, at: register))
    }

    /// The context of a sibling; they come in the order of the siblings.
    private mutating func context(
        of dot: Dot, at register: RegisterName
    ) throws(WireError) -> CausalContext? {
        guard nextContext < knowledge.contexts.count,
            knowledge.contexts[nextContext].dot == dot,
            knowledge.contexts[nextContext].register == register
        else { return nil }
        let context = knowledge.contexts[nextContext].context
        nextContext += 1
        guard context.past.entries.allSatisfy(past.contains) else {
            throw WireError("context", .rule("a context lies within the record's past"))
        }
        return context
    }

    private static func checkVoids(
        _ registers: [Register], _ received: DotSet
    ) throws(WireError) {
        let voids = registers.compactMap(\.name.voided)
        guard !voids.isEmpty else { return }
        let standing = Set(registers.lazy.flatMap(\.siblings).map(\.dot))
        for dot in voids where standing.contains(dot) || !received.contains(dot) {
            throw WireError("registers", .rule("what was voided has been received, and is gone"))
        }
    }

    private static func add(
        _ shadows: [KnownShadow], to registers: inout [Register]
    ) {
        guard !shadows.isEmpty else { return }
        var byName: [RegisterName: [Shadow]] = [:]
        for known in shadows { byName[known.register, default: []].append(known.shadow) }
        let standing = registers
        registers = standing.map { register in
            Register(
                name: register.name, siblings: register.siblings,
                shadows: byName.removeValue(forKey: register.name) ?? [])
        }
        registers += byName.map { Register(name: $0.key, siblings: [], shadows: $0.value) }
    }
}

extension FieldReader {
    /// A number that points into a table.
    fileprivate mutating func index(
        _ name: StaticString, below count: Int
    ) throws(WireError) -> Int {
        let value = try unsigned(name)
        guard value < UInt64(count) else { throw WireError("\(name)", .number(value)) }
        return Int(value)
    }
}
