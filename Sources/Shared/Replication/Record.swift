/// What one replica knows of a facet: per register the siblings, and which writes have arrived.
///
/// A value, merged in memory by the functions of `Merge.swift` and stored by Storage. To the engine
/// a facet is the record, so below "record" means facet.
///
/// Canonical, equal on all replicas that received the same (INV-4): `facet`, `type`,
/// `claimedHome`, the siblings without their contexts, `received`.
/// Local: contexts, `past`, shadows, `pending`.
public struct Record: Hashable, Sendable {
    /// Which facet of which record.
    public let facet: FacetID
    /// The record's type.
    public let type: UInt32
    /// The least home that any accepted change named; used until the home register itself has
    /// arrived.
    public internal(set) var claimedHome: DivisionCode
    /// The registers that have ever been written; ascending by name.
    public internal(set) var registers: [Register] = []
    /// The exact set of dots whose writes have arrived, were superseded, or were voided.
    public internal(set) var received = DotSet()
    /// Everything known to have happened to the record.
    public internal(set) var past = VersionVector()
    /// This replica's own writes that its parent has not accepted yet; ascending.
    public internal(set) var pending: [PendingWrite] = []

    /// A record of which nothing is known but its name, its type and who claims it.
    public init(facet: FacetID, type: UInt32, home: DivisionCode) {
        self.facet = facet
        self.type = type
        self.claimedHome = home
    }

    /// A record as it was stored or sent.
    ///
    /// - Parameter registers: in any order, each name once.
    public init(
        facet: FacetID, type: UInt32, claimedHome: DivisionCode, registers: [Register],
        received: DotSet, past: VersionVector, pending: [PendingWrite] = []
    ) {
        self.facet = facet
        self.type = type
        self.claimedHome = claimedHome
        self.registers = registers.sorted { $0.name < $1.name }
        self.received = received
        self.past = past
        self.pending = pending
    }

    /// The siblings of a register; none if it was never written.
    public func siblings(_ name: RegisterName) -> [Sibling] {
        find(name).map { registers[$0].siblings } ?? []
    }

    /// The registers of one number: the elements of a set, or the register itself.
    public func elements(_ number: UInt32) -> ArraySlice<Register> {
        let first = registers.firstIndex { $0.name.number >= number } ?? registers.endIndex
        let last = registers[first...].firstIndex { $0.name.number > number }
        return registers[first..<(last ?? registers.endIndex)]
    }

    /// The dots that are on the screen of one who sees the whole record now.
    public var shown: [RegisterName: [Dot]] {
        Dictionary(
            uniqueKeysWithValues: registers.lazy.filter { !$0.siblings.isEmpty }
                .map { ($0.name, $0.siblings.map(\.dot)) })
    }

    /// Writes that are known to exist and have not arrived, ascending, at most `limit`.
    public func gap(limit: Int = .max) -> [Dot] { received.gap(upTo: past, limit: limit) }

    /// Whether something is known to be missing.
    public var isIncomplete: Bool { !received.covers(past) }

    /// The writes that were refused, ascending.
    public var voids: [Dot] {
        elements(RegisterName.voidNumber).compactMap { $0.siblings.isEmpty ? nil : $0.name.voided }
    }

    /// The divisions that own the record: one, or several if two moved it at the same time.
    public var homes: [DivisionCode] {
        let written = siblings(.home).compactMap { sibling -> DivisionCode? in
            guard case .text(let code) = sibling.value else { return nil }
            return DivisionCode(code)
        }
        return written.isEmpty ? [claimedHome] : Set(written).sorted()
    }

    /// The state that others see: what is hashed and sent.
    ///
    /// Contexts stay where they are still needed: the receiver must know what a straggler may not
    /// bring back.
    public var shared: Record {
        var shared = self
        shared.pending = []
        for index in shared.registers.indices { shared.registers[index].shadows = [] }
        shared.registers.removeAll { $0.siblings.isEmpty }
        return shared
    }

    /// Where a register stands.
    func find(_ name: RegisterName) -> Int? {
        let index = position(of: name)
        return index < registers.count && registers[index].name == name ? index : nil
    }

    /// Where a register stands or would stand.
    func position(of name: RegisterName) -> Int {
        var low = 0
        var high = registers.count
        while low < high {
            let middle = (low + high) / 2
            if registers[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Takes another claim to the home: the least stands, so that the order does not matter.
    ///
    /// A pending write claims when it is accepted, so that a refused one leaves no trace; only where
    /// there is nothing else does its claim stand.
    mutating func claim(home: DivisionCode, isPending: Bool = false) {
        let isFirst = isPending ? received.isEmpty : !isAccepted
        if isFirst {
            claimedHome = home
        } else if !isPending || !isAccepted {
            claimedHome = min(claimedHome, home)
        }
    }

    /// Leaves the claims of those writes that may still be accepted, where there is nothing else.
    mutating func claimAnew() {
        guard !isAccepted, let home = pending.map(\.home).min() else { return }
        claimedHome = home
    }

    /// Whether anything counts here beside what awaits judgement.
    ///
    /// Something of what was accepted always stands, if only the mark of its refusal. What was taken
    /// back before its mark came has left nothing but its dot.
    private var isAccepted: Bool {
        if received.count == UInt64(pending.count) { return false }
        if pending.isEmpty { return !registers.isEmpty }
        let own = Set(pending.map(\.dot))
        return registers.contains { register in
            register.siblings.contains { !own.contains($0.dot) }
                || register.shadows.contains { !own.contains($0.sibling.dot) }
        }
    }
}

/// A write of this replica that its parent has not accepted yet.
public struct PendingWrite: Hashable, Sendable {
    /// The write.
    public let dot: Dot
    /// The sequence number of its change.
    public let sequence: UInt64
    /// The home that its change claims.
    public let home: DivisionCode

    /// A pending write.
    public init(dot: Dot, sequence: UInt64, home: DivisionCode) {
        self.dot = dot
        self.sequence = sequence
        self.home = home
    }
}
