internal import Programme
internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// What a change is judged by: whose the record is, and whether the change makes it.
///
/// A change says both itself, and a node may say what it likes; it is believed where nothing is
/// known, and where it says what was once true: an edit at the old home, written before the move
/// was known, is judged there (INV-18).
struct Ground {
    /// The division that owns the record.
    let home: DivisionCode
    /// Whether the change makes its facet.
    let isCreation: Bool

    /// The ground of a change.
    init(
        of change: Change, type: RecordType?, known: Record?, after earlier: Forerunners,
        in snapshot: Snapshot
    ) throws(StorageError) {
        let isFirst = change.past.entries.isEmpty
        let before = earlier[change.facet]
        guard let known, known.isStanding else {
            home =
                before == nil
                ? try Self.homeOfOtherFacets(change, type: type, in: snapshot) : change.home
            isCreation = isFirst && before == nil
            return
        }
        if isFirst, before == nil, try Self.isOwnBeginning(change, type, known, in: snapshot) {
            (home, isCreation) = (change.home, true)
            return
        }
        isCreation = false
        let own = known.homes.first ?? change.home
        let moves = known.siblings(.home).map(\.dot)
        if moves.isEmpty || moves.contains(where: change.past.contains) || own == change.home {
            home = own
            return
        }
        let past = try Self.homesEver(known, in: snapshot)
        let mayHaveBeen = !past.isWhole && !isFirst
        let was = past.homes.contains(change.home) || before?.homes.contains(change.home) == true
        home = was || mayHaveBeen ? change.home : own
    }

    /// Whether a change with nothing before it begins a record that stands already.
    ///
    /// It does if others who built upon it were faster, or if two offices made the same thing
    /// without knowing it; the key proves that.
    private static func isOwnBeginning(
        _ change: Change, _ type: RecordType?, _ known: Record, in snapshot: Snapshot
    ) throws(StorageError) -> Bool {
        guard let type else { return true }
        if let first = change.writes.first, known.past.contains(first.dot) { return true }
        guard let key = type.naturalKey, known.past[change.replica] == 0 else { return false }
        if try isNamed(change, type, key) { return true }
        let hasKey = key.fields.contains { type.field($0)?.register.reach == change.facet.reach }
        return hasKey ? false : try homesEver(known, in: snapshot).homes.contains(change.home)
    }

    private static func isNamed(
        _ change: Change, _ type: RecordType, _ key: NaturalKey
    ) throws(StorageError) -> Bool {
        let values = change.values(type, key.fields)
        return type.derivedID(values, hash: { hash($0) }) == change.facet.record
    }

    /// Where nothing of a facet is here, the record's other facets may know better whose it is.
    private static func homeOfOtherFacets(
        _ change: Change, type: RecordType?, in snapshot: Snapshot
    ) throws(StorageError) -> DivisionCode {
        guard let type, type.reaches.count > 1 else { return change.home }
        let others = try snapshot.facets(of: change.facet.record).filter {
            $0.isStanding && $0.facet != change.facet
        }
        guard let first = others.first, !others.contains(where: { $0.homes.contains(change.home) })
        else { return change.home }
        for other in others {
            let past = try homesEver(other, in: snapshot)
            if past.homes.contains(change.home) || !past.isWhole { return change.home }
        }
        if let key = type.naturalKey, try isNamed(change, type, key) { return change.home }
        return first.homes.first ?? change.home
    }

    /// Every division that ever owned a record, as far as the log tells, and whether it tells all.
    private static func homesEver(
        _ record: Record, in snapshot: Snapshot
    ) throws(StorageError) -> (homes: Set<DivisionCode>, isWhole: Bool) {
        var homes = Set(record.homes)
        var dots = DotSet()
        for body in try snapshot.entries(of: record.facet).compactMap(\.body) {
            guard let change = try? ChangeCodec.decode(body) else { continue }
            homes.formUnion(change.homes)
            for write in change.writes { dots.insert(write.dot) }
        }
        for void in record.voids { dots.insert(void) }
        return (homes, record.received.subtracting(dots).isEmpty)
    }
}

extension Record {
    /// Whether anything stands in it beside the marks of what was refused.
    fileprivate var isStanding: Bool {
        registers.contains {
            !$0.siblings.isEmpty && $0.name.number != RegisterName.voidNumber
        }
    }
}

extension Change {
    /// The divisions that it says the record belongs to.
    var homes: Set<DivisionCode> {
        var homes: Set<DivisionCode> = [home]
        for write in writes where write.register == .home {
            if case .text(let code) = write.value, let home = DivisionCode(code) {
                homes.insert(home)
            }
        }
        return homes
    }

    /// The values of some fields, where the change writes them.
    fileprivate func values(_ type: RecordType, _ fields: [String]) -> [String: Value] {
        var values: [String: Value] = [:]
        for name in fields {
            guard let found = type.field(name),
                let write = writes.first(where: {
                    $0.register == found.register.registerName()
                })
            else { continue }
            let part = found.register.part(found.index, of: write.value)
            if part != .absent { values[name] = part }
        }
        return values
    }
}
