/// Why a request was not carried out; nothing of it has been stored unless the sentence says so.
public enum RefusalCode: UInt16, CaseIterable, Sendable {
    /// The bytes are not a message of this protocol; ask a newer program, or send again.
    case malformed = 1
    /// No version is spoken by both; update the older program.
    case version = 2
    /// One end belongs to a practice world and the other does not; they never meet.
    case world = 3
    /// The signer is not enrolled here; enroll.
    case unknownNode = 4
    /// A signature or a chain is not its origin's; the bytes are kept in quarantine.
    case unauthentic = 5
    /// The node's credential was revoked; enroll again.
    case revoked = 6
    /// The number of the request was used before; greet anew.
    case replayed = 7
    /// The session is over or unknown; greet anew.
    case sessionEnded = 8
    /// The request is above a limit; send less at once.
    case tooLarge = 9
    /// Changes before the first one are missing; send again from `needFrom`.
    case gap = 10
    /// The chain differs from the one that is known; the bytes are kept in quarantine.
    case forked = 11
    /// The message is meant for another server; look at the address.
    case wrongRecipient = 12
    /// The server has no room for the request now; come again after `retryAfterSeconds`.
    case busy = 13
    /// The server's disk is full; its administrator must make room.
    case diskFull = 14
    /// The server's data were written by a newer program; its administrator must update it.
    case newerDatabase = 15
    /// The server is shutting down; come again after `retryAfterSeconds`.
    case stopping = 16
    /// There is no such invitation here; ask for a new one.
    case invitationUnknown = 17
    /// The invitation was used by another node; ask for a new one.
    case invitationUsed = 18
    /// The invitation is too old; ask for a new one.
    case invitationExpired = 19
    /// The code was wrong too often, or is wrong now; ask for a new invitation.
    case invitationTries = 20
    /// The bundle was cut or changed; copy the file again.
    case bundleDamaged = 21
    /// The bundle is sealed to another node, or for another office.
    case bundleRecipient = 22
    /// The bundle was taken in before; nothing is to be done.
    case bundleRepeated = 23
    /// The request concerns divisions that the link does not cover.
    case outOfScope = 24
    /// The server was restored and cannot answer this yet; come again after `retryAfterSeconds`.
    case recovering = 25
    /// A fault of the server's program; its log says more.
    case internalFault = 26
}
