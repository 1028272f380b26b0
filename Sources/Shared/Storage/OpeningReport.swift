public import Replication

/// What tells this machine from a copy of it: machine-id, disk, product serial.
///
/// Given by the front door. One that differs is a repair; two that differ are another machine.
public struct MachineFacts: Hashable, Sendable {
    /// The facts, each always at its place; an empty text where one cannot be read.
    public let values: [String]

    /// Facts in their fixed order.
    public init(values: [String]) { self.values = values }

    /// How many facts differ from those of another look.
    func differences(from other: MachineFacts) -> Int {
        let count = max(values.count, other.values.count)
        return (0..<count).count { index in
            let mine = index < values.count ? values[index] : ""
            let theirs = index < other.values.count ? other.values[index] : ""
            return mine != theirs
        }
    }
}

/// How a replica was found when it was opened.
public enum OpeningReport: Hashable, Sendable {
    /// It was made just now.
    case created
    /// As it was left.
    case normal
    /// It may be an old copy or one of two: it goes on under a new incarnation.
    case newIncarnation(previous: ReplicaID, reason: RenewalReason)
}

/// Why a replica takes a new incarnation (decision 8).
public enum RenewalReason: Hashable, Sendable {
    /// The mark beside the directory knows a later change: an old copy was put back.
    case markAhead(sequence: UInt64)
    /// There is no mark, or it cannot be read: the directory was copied without it.
    case markMissing
    /// The database is the copy that `backup` made.
    case backupOpened
    /// Two facts of the machine changed: the disk or the whole machine was cloned.
    case machineChanged
    /// The parent knows later changes of this incarnation.
    case rolledBack
    /// The parent knows other changes of this incarnation.
    case forked
    /// The parent was shown a newer ratchet by another machine.
    case cloned
}
