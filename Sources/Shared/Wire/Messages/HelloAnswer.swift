internal import CBOR
public import Replication

/// Says what the server has of the child, and where the pull goes on.
public struct HelloAnswer: Equatable, Sendable {
    /// Whether the machine that speaks is the one that spoke last.
    public var verdict: HelloVerdict
    /// Whether the server's list of heads has the child's hash; then `known` is empty.
    public var isSame: Bool
    /// What the server has of each incarnation of the child's subtree, ascending.
    public var known: [HeadMark]
    /// What the child shows at the next contact; zeros unless the verdict is normal.
    public var ratchet: [UInt8]
    /// The server's incarnation.
    public var incarnation: ReplicaID
    /// The name of the server's log.
    public var logID: Identifier
    /// The newest of the child's checkpoints that the server knows.
    public var cursor: Checkpoint?
    /// The server's clock, Unix milliseconds.
    public var time: UInt64
    /// The newest change of rights that the server has.
    public var rights: RightsNumber
    /// Whether the server was restored and still waits for what it lost.
    public var isRecovering: Bool

    /// A message from its fields.
    public init(
        verdict: HelloVerdict, isSame: Bool, known: [HeadMark], ratchet: [UInt8],
        incarnation: ReplicaID, logID: Identifier, cursor: Checkpoint?, time: UInt64,
        rights: RightsNumber, isRecovering: Bool
    ) {
        self.verdict = verdict
        self.isSame = isSame
        self.known = known
        self.ratchet = ratchet
        self.incarnation = incarnation
        self.logID = logID
        self.cursor = cursor
        self.time = time
        self.rights = rights
        self.isRecovering = isRecovering
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.helloAnswer(self).encoded() }
}

extension HelloAnswer: MessageFields {
    static var kind: MessageKind { .helloAnswer }
    static var count: Int { 10 }

    init(reading reader: inout FieldReader) throws(WireError) {
        verdict = try reader.choice("verdict")
        isSame = try reader.bool("isSame")
        known = try reader.ascending("known", 0...Limits.headsMax) { $0.replica }
        ratchet = try reader.bytes("ratchet", 16)
        incarnation = try reader.identifier("incarnation")
        logID = try reader.identifier("logID")
        cursor = try reader.optional("cursor")
        time = try reader.time("time")
        rights = try reader.field("rights")
        isRecovering = try reader.bool("isRecovering")
        guard !isSame || known.isEmpty else {
            throw WireError("known", .rule("what is the same is not listed"))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.unsigned(UInt64(verdict.rawValue))
        writer.bool(isSame)
        writer.list(known.sorted { $0.replica < $1.replica })
        writer.bytes(ratchet)
        writer.identifier(incarnation)
        writer.identifier(logID)
        writer.optional(cursor)
        writer.unsigned(time)
        rights.write(to: &writer)
        writer.bool(isRecovering)
    }
}

/// Whether the machine that says hello is the one that spoke last (decision 8).
public enum HelloVerdict: UInt8, CaseIterable, Sendable {
    /// It is.
    case normal = 0
    /// The server has more of this incarnation than the child: the child was rolled back, takes a
    /// new incarnation and pulls what it lost.
    case rolledBack = 1
    /// The chain differs at a sequence number that both have: two machines wrote under one
    /// incarnation.
    case forked = 2
    /// The ratchet is an old one: a copy of this machine has been in contact.
    case cloned = 3
}
