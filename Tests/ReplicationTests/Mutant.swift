import Oracle
import Replication

/// A replica that breaks one rule of the merge by spoiling what goes into the shipped code, or what
/// comes out of it: each must turn the oracle red, or the oracle proves nothing.
struct Mutant: Subject {
    /// The rule that is broken.
    enum Fault: String, CaseIterable, Sendable {
        /// The context is the whole past: gaps make no holes.
        case contextIsPast
        /// What came while the form was open counts as seen.
        case contextAtCommit
        /// The context is only what was received.
        case receivedOnly
        /// What is known to have happened counts as received.
        case pastCountsAsReceived
        /// A state is united with what is here, whatever was replaced there.
        case stateIgnoresReceived
        /// A register that the schema does not know is dropped, and its dot kept.
        case unknownDropped
        /// A restored replica goes on counting under its old name.
        case oldIncarnation
        /// Contexts are let go of at once.
        case contextDropped
    }

    private var replica: MemoryReplica
    private let fault: Fault

    init(_ number: Int, _ fault: Fault) {
        replica = MemoryReplica(number)
        self.fault = fault
    }

    mutating func write(_ facet: FacetID, _ assignments: [Assignment]) -> Change {
        let isBlind = fault == .contextAtCommit
        var change = replica.author(
            facet, isBlind ? assignments.map { Assignment($0.register, $0.value) } : assignments)
        let record = replica.records[replica.index(of: facet)]
        if fault == .contextIsPast {
            change.writes = change.writes.map { $0.leavingOut(record) }
        }
        if fault == .receivedOnly { change.past = record.received.highest }
        apply(change)
        return change
    }

    mutating func apply(_ change: Change) {
        var known = change
        let isForgotten = { (write: Write) in write.register == Trial.registers[2] }
        let isDropping = fault == .unknownDropped && replica.number == 3
        if isDropping { known.writes.removeAll(where: isForgotten) }
        replica.apply(known)
        let fault = fault
        revise(change.facet) { parts in
            if isDropping {
                for write in change.writes where isForgotten(write) {
                    parts.received.insert(write.dot)
                    parts.past.insert(write.dot)
                }
            }
            if fault == .pastCountsAsReceived { parts.received = DotSet(upTo: parts.past) }
        }
    }

    mutating func apply(_ state: Record) {
        if fault == .stateIgnoresReceived {
            let index = replica.index(of: state.facet)
            replica.records[index] = replica.records[index].united(with: state)
        } else {
            replica.apply(state)
            revise(state.facet) { _ in }
        }
    }

    func record(_ facet: FacetID) -> Record? { replica.record(facet) }
    func backup() -> [Record] { replica.backup() }

    mutating func restore(_ backup: [Record]) {
        if fault == .oldIncarnation { replica.records = backup } else { replica.restore(backup) }
    }

    private mutating func revise(_ facet: FacetID, _ body: (inout Parts) -> Void) {
        let index = replica.index(of: facet)
        var parts = Parts(replica.records[index])
        body(&parts)
        if fault == .contextDropped { parts.dropContexts() }
        replica.records[index] = parts.record
    }
}

/// A record taken apart, to be spoiled and put together again.
struct Parts {
    private let original: Record
    var registers: [Register]
    var received: DotSet
    var past: VersionVector
    var pending: [PendingWrite]

    init(_ record: Record) {
        original = record
        registers = record.registers
        received = record.received
        past = record.past
        pending = record.pending
    }

    var record: Record {
        Record(
            facet: original.facet, type: original.type, claimedHome: original.claimedHome,
            registers: registers, received: received, past: past, pending: pending)
    }

    /// Puts shadows behind a register that were not there.
    mutating func hide(_ shadows: [Shadow], in name: RegisterName) {
        let index = registers.firstIndex { $0.name == name }
        let siblings = index.map { registers[$0].siblings } ?? []
        let hidden = shadows.filter { shadow in
            !siblings.contains { $0.dot == shadow.sibling.dot }
        }
        let register = Register(name: name, siblings: siblings, shadows: hidden)
        if let index { registers[index] = register } else { registers.append(register) }
    }

    mutating func dropContexts() {
        registers = registers.map { register in
            Register(
                name: register.name,
                siblings: register.siblings.map {
                    Sibling(dot: $0.dot, value: $0.value, stamp: $0.stamp)
                }, shadows: register.shadows)
        }
    }
}

extension Write {
    /// The write without the holes that a gap made: only what stands here and was not seen is left.
    fileprivate func leavingOut(_ record: Record) -> Write {
        let standing = record.siblings(register).map(\.dot)
        return Write(
            register: register, dot: dot, value: value, holes: holes.filter(standing.contains))
    }
}

extension DotSet {
    /// Everything within a past.
    init(upTo past: VersionVector) {
        self.init()
        for entry in past.entries { for n in 1...entry.counter { insert(Dot(entry.replica, n)) } }
    }

    /// Per replica the highest counter that was received, holes or not.
    fileprivate var highest: VersionVector {
        var highest = contiguous
        for dot in extra { highest.insert(dot) }
        return highest
    }
}

extension Record {
    /// A union of siblings that asks nobody what was received.
    fileprivate func united(with other: Record) -> Record {
        var parts = Parts(self)
        var siblings: [RegisterName: [Dot: Sibling]] = [:]
        for register in registers + other.registers {
            for sibling in register.siblings {
                siblings[register.name, default: [:]][sibling.dot] = sibling
            }
        }
        parts.registers = siblings.map { name, all in
            let standing = all.values.filter { sibling in
                !all.values.contains { $0.context?.covers(sibling.dot) ?? false }
            }
            return Register(name: name, siblings: standing)
        }
        parts.received.formUnion(other.received)
        parts.past.join(other.past)
        return parts.record
    }
}
