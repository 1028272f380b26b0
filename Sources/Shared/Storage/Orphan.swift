public import Replication
internal import SQLite

/// Changes of one incarnation below that are merged here and stand in no chain.
///
/// They came back to a server that was restored, from a neighbour that had once got them; the
/// machine that wrote them has not called since. Only its runs can go up.
public struct Orphan: Equatable, Sendable {
    /// The incarnation that wrote them.
    public let incarnation: ReplicaID
    /// Its node.
    public let node: NodeRecord
    /// How many there are.
    public let count: Int
    /// The number of the first.
    public let first: UInt64
    /// The number of the last.
    public let last: UInt64
}

extension Snapshot {
    /// Changes of nodes below that stand in no chain, by incarnation.
    ///
    /// While a server recovers, those of all that have not called yet are among them.
    public func orphans() throws(StorageError) -> [Orphan] {
        let found = try connection.all(
            """
            SELECT r.id, i.node, count(*), min(l.sequence), max(l.sequence) \(Self.orphaned)
            GROUP BY r.id ORDER BY r.id
            """
        ) { row throws(StorageError) in
            (
                incarnation: try row.identifier(at: 0), node: try row.identifier(at: 1),
                count: Int(clamping: try row.number(at: 2)), first: try row.unsigned(at: 3),
                last: try row.unsigned(at: 4)
            )
        }
        var orphans: [Orphan] = []
        for part in found {
            guard let node = try node(part.node) else { continue }
            orphans.append(
                Orphan(
                    incarnation: part.incarnation, node: node, count: part.count,
                    first: part.first, last: part.last))
        }
        return orphans
    }

    /// The facets of changes that stand in no chain: the parent cannot have them.
    public func orphanFacets() throws(StorageError) -> [FacetID] {
        try connection.all(
            """
            SELECT DISTINCT f.facet \(Self.orphaned)
            ORDER BY f.facet
            """
        ) { row throws(StorageError) in try row.facet(at: 0) }
    }

    /// In this order: incarnations are few, and most have no change without a chain.
    private static let orphaned = """
        FROM _replica r CROSS JOIN _node_incarnation i ON i.replica = r.id
        CROSS JOIN _node n ON n.id = i.node
        CROSS JOIN _log l ON l.replica = r.number AND l.sequence > r.head
        CROSS JOIN _record f ON f.number = l.record
        WHERE r.seen > r.head AND r.is_own = 0 AND n.kind <> 1
        """
}
