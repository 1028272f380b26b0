/// Why a change is stored and not merged.
public enum ExceptionCode: UInt16, CaseIterable, Sendable {
    /// Its author may not write one of its registers.
    case notPermitted = 1
    /// A value is not of the register's type: no such date, not whole fen.
    case illTyped = 2
    /// The record belongs to an office that its author does not work for.
    case foreignRecord = 3
    /// It replaces a value of a higher tier.
    case authority = 4
    /// Its bytes cannot be read here, or are of a newer format.
    case unreadable = 5
    /// It gives a write that is known another content.
    case dotCollision = 6
    /// It was written under rights that had been withdrawn.
    case oldRights = 7
    /// Another change of its act is held or refused.
    case companion = 8
    /// The record is known under another type.
    case typeClash = 9
    /// It voids a write that its author may not void.
    case voidNotPermitted = 10
    /// Its author is not known here.
    case unknownAuthor = 11
    /// Its node was revoked before it was acknowledged.
    case revokedNode = 12
    /// Its record would become too large to travel.
    case tooLarge = 13
}
