public import Storage
public import Wire

/// Why a contact ended before its receipt; what was acknowledged until then stands.
public enum SyncError: Error, Sendable {
    /// This node has no parent to speak to.
    case noParent
    /// The parent cannot be reached; the carrier's reason.
    case peer(PeerError)
    /// The parent refused; nothing of the request entered there.
    case refused(Refusal)
    /// Somebody else than the parent signed the answer.
    case unexpectedSigner
    /// The parent answered something else than was asked.
    case unexpectedAnswer
    /// One of the two belongs to a practice world and the other does not.
    case otherWorld
    /// The parent has another history of this incarnation: this machine or its copy has written
    /// under the same name. The contact has renewed the incarnation and begins again.
    case forked
    /// Both ends still differ after a repair: operations must look.
    case unequal
    /// This replica's own disk.
    case storage(StorageError)
}
