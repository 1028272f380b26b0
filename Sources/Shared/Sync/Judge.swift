internal import Programme
internal import Replication
internal import Storage
internal import Wire

/// Whether the changes of a run are permitted: rights and shapes, at each change's own context.
///
/// The first server that a change meets refuses for good; a tier above that disagrees holds and
/// reports, and never voids. What cannot be read is held until a newer program reads it. An act
/// stands or falls as a whole.
struct Judge {
    /// One item of a run, and what is to become of it.
    struct Decision {
        /// What came.
        var item: Arrival.Item
        /// What is to become of it.
        var verdict: Arrival.Verdict
        /// The act that it belongs to, where it could be read.
        var act: Act?
    }

    /// The node whose incarnation wrote.
    let origin: NodeRecord
    /// Whether the origin is this server's own child.
    let isFirstServer: Bool

    /// What the items of a run say.
    static func items(of run: Run) -> [Arrival.Item] {
        run.items.map { item in
            switch item {
            case .hash(let hash): return .hash(hash)
            case .body(let body):
                guard let change = try? ChangeCodec.decode(body) else {
                    return .unread(body: body, facet: ChangeCodec.peek(body)?.facet)
                }
                return .change(body: body, change)
            }
        }
    }

    /// The decisions on the items of a run, one by one, as far as they can be judged by what is
    /// merged: what follows is judged when these are.
    ///
    /// - Parameter items: at least one; their indices are those of the run.
    func decisions(
        on items: ArraySlice<Arrival.Item>, of run: Run, in snapshot: Snapshot
    ) throws(StorageError) -> [Decision] {
        var decisions: [Decision] = []
        decisions.reserveCapacity(items.count)
        var earlier = Forerunners()
        for (index, item) in zip(items.indices, items) {
            let point = SequencePoint(
                replica: run.replica, sequence: run.firstSequence + UInt64(index))
            if earlier.mustBeMerged(before: item, at: point.sequence) { break }
            let decision = try decide(item, at: point, after: &earlier, in: snapshot)
            if decision.verdict == .merge, case .change(_, let change) = item {
                earlier.note(change)
            }
            decisions.append(decision)
        }
        spread(&decisions)
        return decisions
    }

    /// The decisions on items of this server's own: everything that can be read is merged.
    static func trusting(_ items: ArraySlice<Arrival.Item>) -> [Decision] {
        items.map { item in
            switch item {
            case .hash: Decision(item: item, verdict: .merge)
            case .change(_, let change): Decision(item: item, verdict: .merge, act: change.act)
            case .unread: Self.unread(item)
            }
        }
    }

    /// Held until a newer program reads it.
    private static func unread(_ item: Arrival.Item) -> Decision {
        Decision(
            item: item, verdict: .hold(code: ExceptionCode.unreadable.rawValue, detail: ""))
    }

    private func decide(
        _ item: Arrival.Item, at point: SequencePoint, after earlier: inout Forerunners,
        in snapshot: Snapshot
    ) throws(StorageError) -> Decision {
        switch item {
        case .hash: return Decision(item: item, verdict: .merge)
        case .unread: return Self.unread(item)
        case .change(_, let change):
            let fault =
                change.replica == point.replica && change.sequence == point.sequence
                ? try self.fault(in: change, after: &earlier, in: snapshot)
                : Fault(.illTyped, "sequence")
            return Decision(
                item: item, verdict: fault.map(verdict) ?? .merge, act: change.act)
        }
    }

    private func verdict(_ fault: Fault) -> Arrival.Verdict {
        if fault.isHeld || !isFirstServer {
            return .hold(code: fault.code.rawValue, detail: fault.detail)
        }
        return .refuse(code: fault.code.rawValue, detail: fault.detail)
    }

    /// Refuses or holds the companions of what is refused or held.
    private func spread(_ decisions: inout [Decision]) {
        var worst: [Act: Arrival.Verdict] = [:]
        for decision in decisions where decision.verdict != .merge {
            guard let act = decision.act else { continue }
            if case .refuse = worst[act] { continue }
            worst[act] = decision.verdict
        }
        for index in decisions.indices where decisions[index].verdict == .merge {
            guard let act = decisions[index].act, let verdict = worst[act] else { continue }
            let code = ExceptionCode.companion.rawValue
            switch verdict {
            case .refuse: decisions[index].verdict = .refuse(code: code, detail: "")
            default: decisions[index].verdict = .hold(code: code, detail: "")
            }
        }
    }
}

/// Why a change is not merged.
struct Fault {
    /// Which exception of the protocol.
    let code: ExceptionCode
    /// The field or register that it is about, or whatever a person must know.
    let detail: String
    /// Whether a person may still admit it.
    let isHeld: Bool

    /// A fault.
    init(_ code: ExceptionCode, _ detail: String, isHeld: Bool = false) {
        self.code = code
        self.detail = detail
        self.isHeld = isHeld
    }
}

extension Judge {
    /// What is wrong with a change; `nil` if it may be merged.
    private func fault(
        in change: Change, after earlier: inout Forerunners, in snapshot: Snapshot
    ) throws(StorageError) -> Fault? {
        let type = Catalogue.type(change.type)
        let known = try snapshot.record(change.facet)
        if let known, known.type != change.type { return Fault(.typeClash, "") }
        // A past that names more than is missing anywhere would make every later write name it too.
        var reached = known?.received ?? DotSet()
        if let dots = earlier[change.facet]?.dots { reached.formUnion(dots) }
        for write in change.writes { reached.insert(write.dot) }
        var past = known?.past ?? VersionVector()
        past.join(change.past)
        if reached.gap(upTo: past, limit: Limits.holesMax + 1).count > Limits.holesMax {
            return Fault(.unreadable, "gap", isHeld: true)
        }
        if let fault = shapeFault(in: change, type: type) { return fault }
        guard isOwnWord(change.stamp) else { return Fault(.notPermitted, "office") }
        guard let actor = try actor(of: change, in: snapshot) else {
            return Fault(.unknownAuthor, "\(change.stamp.author)", isHeld: true)
        }
        guard actor.office == change.stamp.office else { return Fault(.notPermitted, "author") }
        let ground = try Ground(
            of: change, type: type, known: known, after: earlier, in: snapshot)
        // The home of a new record comes last: who may not make it hears which register forbids it.
        let writes = change.writes
        for write in writes.filter({ !$0.register.isEngine }) + writes.filter(\.register.isEngine) {
            let act = RegisterAct(
                actor: actor, type: type, record: change.facet.record, register: write.register,
                value: write.value, home: ground.home, isCreation: ground.isCreation)
            if let fault = Rights.fault(in: act) {
                return try settle(fault, act, change: change, write: write, in: snapshot)
            }
            if let fault = try voidFault(write, in: snapshot) { return fault }
        }
        guard let type else { return nil }
        if let fault = try homeFault(in: change, type: type, in: snapshot) { return fault }
        let standing = earlier.standing(change.facet, on: known)
        guard let breach = standing?.breach(by: change, policy: { type.policy(of: $0) }) else {
            return nil
        }
        let isFixed = breach == .immutable(breach.register)
        return Fault(isFixed ? .notPermitted : .authority, name(of: breach.register, type))
    }

    /// Whether a node speaks for an office that it may speak for, at that office's tier.
    ///
    /// Else a village would name the county's program as the author and make staff and nodes.
    private func isOwnWord(_ stamp: Stamp) -> Bool {
        origin.office.contains(stamp.office) && stamp.tier == stamp.office.tier
    }

    /// Who acts: the person with the roles of the rights that the change names.
    ///
    /// `nil` if he is not known; his office is another than the stamp's if he has lent his name.
    private func actor(
        of change: Change, in snapshot: Snapshot
    ) throws(StorageError) -> Actor? {
        let stamp = change.stamp
        if stamp.author == .zero {
            return origin.tier > .township
                ? .system(stamp.office)
                : Actor(user: .zero, office: stamp.office, tier: stamp.tier, roles: [])
        }
        guard let staff = try Staff(stamp.author, in: snapshot) else { return nil }
        guard staff.offices.contains(stamp.office) else {
            let office = staff.offices.first ?? .nation
            return Actor(user: stamp.author, office: office, tier: office.tier, roles: [])
        }
        return staff.actor(for: stamp)
    }

    /// A role that was taken away cuts here: what had come before stands, what comes now and would
    /// have been permitted by the former roles is held for a person.
    private func settle(
        _ fault: RightsFault, _ act: RegisterAct, change: Change, write: Write,
        in snapshot: Snapshot
    ) throws(StorageError) -> Fault {
        if fault == .role, let staff = try Staff(change.stamp.author, in: snapshot),
            Rights.fault(in: act.by(staff.formerActor(for: change.stamp))) == nil
        {
            return Fault(.oldRights, "\(change.stamp.author)", isHeld: true)
        }
        // Rights know no voids but a server's; the engine has a word of its own for the others.
        if write.register.number == RegisterName.voidNumber { return Fault(.voidNotPermitted, "") }
        return Fault(fault, type: act.type, write: write)
    }

    private func shapeFault(in change: Change, type: RecordType?) -> Fault? {
        guard let type else { return nil }
        for write in change.writes {
            guard let register = type.register(write.register.number) else { continue }
            guard register.reach == change.facet.reach else {
                return Fault(.illTyped, register.name)
            }
            if let fault = register.fault(in: write.value, key: write.register.key) {
                return Fault(.illTyped, fault.field.name)
            }
        }
        return nil
    }

    /// A void may only name writes of an incarnation below the server that voids; one that names a
    /// write of nobody known waits until he is.
    private func voidFault(
        _ write: Write, in snapshot: Snapshot
    ) throws(StorageError) -> Fault? {
        guard write.register.number == RegisterName.voidNumber else { return nil }
        guard let dot = write.register.voided,
            try !snapshot.ownIncarnations().contains(dot.replica)
        else { return Fault(.voidNotPermitted, "") }
        guard let voided = try snapshot.node(ofReplica: dot.replica) else {
            return Fault(.unknownAuthor, "\(dot.replica)", isHeld: true)
        }
        let isBelow = voided.node != origin.node && origin.office.contains(voided.office)
        return isBelow ? nil : Fault(.voidNotPermitted, "")
    }

    /// A new record that belongs where another one lies must be made there: a repayment at the home
    /// of its contract.
    ///
    /// Where the other has moved, each home that it had is as good: the writer may not have known.
    private func homeFault(
        in change: Change, type: RecordType, in snapshot: Snapshot
    ) throws(StorageError) -> Fault? {
        guard case .homeOf(let names) = type.home, change.past.entries.isEmpty,
            let (name, subject) = subject(of: change, type: type, names: names)
        else { return nil }
        let facets = try snapshot.facets(of: subject)
        guard !facets.isEmpty, !facets.contains(where: { $0.homes.contains(change.home) }) else {
            return nil
        }
        for facet in facets {
            let history = try snapshot.entries(of: facet.facet)
            if history.contains(where: { $0.home == change.home }) { return nil }
        }
        return Fault(.foreignRecord, name)
    }

    /// The record whose home a new one has, and the field that names it.
    private func subject(
        of change: Change, type: RecordType, names: [String]
    ) -> (name: String, record: RecordID)? {
        for name in names {
            guard let (register, index, _) = type.field(name),
                let write = change.writes.first(where: { $0.register == register.registerName() }),
                case .bytes(let bytes) = register.part(index, of: write.value),
                let record = RecordID(bytes: bytes)
            else { continue }
            return (name, record)
        }
        return nil
    }

    private func name(of register: RegisterName, _ type: RecordType) -> String {
        type.register(register.number)?.name ?? "\(register.number)"
    }
}

extension Fault {
    /// A fault of rights in the words of the protocol.
    init(_ fault: RightsFault, type: RecordType?, write: Write) {
        let name =
            type?.register(write.register.number)?.name
            ?? (write.register == .home ? "home" : "register \(write.register.number)")
        self.init(fault == .foreignRecord ? .foreignRecord : .notPermitted, name)
    }
}
