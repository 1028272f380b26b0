internal import Replication
internal import Storage
internal import Wire

/// Which of a child's changes stand in two places (acknowledgement level A2).
enum Durability {
    /// Per incarnation of the child and per reach, up to which sequence number.
    ///
    /// For reach `nation` the second place is the parent's acknowledgement; for the rest it is this
    /// server's last verified backup.
    static func marks(
        for node: NodeRecord, in snapshot: Snapshot
    ) throws(StorageError) -> [DurableMark] {
        var marks: [DurableMark] = []
        for incarnation in node.incarnations {
            if let backup = try snapshot.backedUp(incarnation), backup > 0 {
                marks.append(DurableMark(reach: .county, incarnation: incarnation, upTo: backup))
            }
            if let parent = try snapshot.acknowledged(incarnation), parent.upTo > 0 {
                marks.append(
                    DurableMark(reach: .nation, incarnation: incarnation, upTo: parent.upTo))
            }
        }
        return marks
    }
}
