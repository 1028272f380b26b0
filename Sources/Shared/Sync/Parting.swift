internal import Replication
internal import Storage
internal import Wire

/// From where on a child that meets its parent by stick may have another history than the parent.
///
/// Over a line the child asks at once; on a stick its parent answers unasked, with the runs that it
/// keeps, in the next bundle down.
struct Parting {
    /// The incarnation that the child named, and the first change that it has no word for.
    let point: SequencePoint?

    /// The parting of a statement that does not fit; of `nil` none.
    init(of statement: Statement?) {
        point = statement.map {
            SequencePoint(
                replica: $0.incarnation, sequence: ($0.acknowledged?.sequence ?? 0) + 1)
        }
    }

    /// What was noted of a child.
    init(_ node: Identifier, in snapshot: Snapshot) throws(StorageError) {
        point = try snapshot.setting(Self.name(node)).flatMap { Dot(bytes: $0) }.map {
            SequencePoint(replica: $0.replica, sequence: $0.counter)
        }
    }

    /// Remembers it until the next statement.
    func save(_ node: NodeRecord, in transaction: Transaction) throws(StorageError) {
        guard let point else { return try transaction.removeSetting(Self.name(node.node)) }
        try transaction.setSetting(
            Self.name(node.node), Dot(point.replica, point.sequence).bytes)
    }

    private static func name(_ node: Identifier) -> String { "stick.parted.\(node)" }

    /// The runs from there on, as they were signed.
    func runs(in snapshot: Snapshot) throws(StorageError) -> [ReclaimAnswer] {
        guard let point else { return [] }
        var answers: [ReclaimAnswer] = []
        var next = point.sequence
        while answers.last?.isLast != true {
            let page = try RunPage.kept(
                point.replica, from: next, bytesMax: Limits.frameItemsBytesMax, reaches: nil,
                in: snapshot)
            guard !page.runs.isEmpty else { break }
            answers.append(ReclaimAnswer(runs: page.runs, isLast: page.isLast))
            next = page.next
        }
        return answers
    }
}
