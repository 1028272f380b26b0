/// The file that carries a contact on a stick: the very frames that HTTP would carry, sealed to
/// one recipient.
///
/// `HSBUNDL1`, then a sealed stream (Seal) of packed envelopes, each with its length before it in
/// four bytes: a header, the frames, a trailer with their number and hash. Every envelope is
/// signed. A bundle is read to its end and checked as a whole before anything of it is applied.
enum Bundle {
    /// What is read from the stick at a time, bytes.
    static let readBytes = 1 << 18
}

/// Why a bundle cannot be read or written; nothing of it was applied.
public enum BundleError: Error, Equatable, Sendable {
    /// The file cannot be read or written.
    case file(FileFault)
    /// The file is no bundle.
    case notABundle
    /// The bundle is cut off, or a bit of it is wrong.
    case damaged
    /// The bundle is sealed to another node.
    case otherRecipient
    /// The bundle comes from a node that is not known here, or is not signed by it.
    case unauthentic
    /// The bundle belongs to a practice world and this node does not, or the other way round.
    case otherWorld
    /// The bundle is fine, and one of its frames is refused.
    case refused(Denial)
}
