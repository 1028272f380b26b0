internal import CBOR
public import Replication

/// Says, after the commit, what the server has, and what it did not merge.
public struct Acknowledgement: Equatable, Sendable {
    /// One mark per incarnation that the request concerned, ascending.
    public var marks: [AcknowledgementMark]
    /// The name of the server's log.
    public var logID: Identifier
    /// The position of the log after the commit.
    public var position: UInt64
    /// What a second place has too (level A2).
    public var durable: [DurableMark]
    /// The server's clock, Unix milliseconds.
    public var time: UInt64

    /// A message from its fields.
    public init(
        marks: [AcknowledgementMark], logID: Identifier, position: UInt64, durable: [DurableMark],
        time: UInt64
    ) {
        self.marks = marks
        self.logID = logID
        self.position = position
        self.durable = durable
        self.time = time
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.acknowledgement(self).encoded() }
}

extension Acknowledgement: MessageFields {
    static var kind: MessageKind { .acknowledgement }
    static var count: Int { 5 }

    init(reading reader: inout FieldReader) throws(WireError) {
        marks = try reader.ascending("marks", 0...Limits.frameChangesMax) { $0.incarnation }
        logID = try reader.identifier("logID")
        position = try reader.unsigned("position")
        durable = try reader.list("durable", 0...Limits.headsMax)
        time = try reader.time("time")
    }

    func write(to writer: inout CBORWriter) {
        writer.list(marks.sorted { $0.incarnation < $1.incarnation })
        writer.identifier(logID)
        writer.unsigned(position)
        writer.list(durable)
        writer.unsigned(time)
    }
}

/// What the server has of one incarnation: everything up to a number, but the exceptions.
///
/// Where more exceptions stand than one mark holds, the next mark goes on behind its end.
public struct AcknowledgementMark: Equatable, Sendable {
    /// The incarnation.
    public var incarnation: ReplicaID
    /// Behind which number the exceptions begin; of those before it nothing is said.
    public var after: UInt64
    /// Every change up to this number is stored at the server.
    public var upTo: UInt64
    /// The chain after it.
    public var chain: [UInt8]
    /// Changes behind `after` and up to `upTo` that are stored and not merged, ascending.
    public var exceptions: [ExceptionMark]

    /// An entry from its fields.
    public init(
        incarnation: ReplicaID, after: UInt64 = 0, upTo: UInt64, chain: [UInt8],
        exceptions: [ExceptionMark]
    ) {
        self.incarnation = incarnation
        self.after = after
        self.upTo = upTo
        self.chain = chain
        self.exceptions = exceptions
    }
}

extension AcknowledgementMark: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 5)
        incarnation = try reader.identifier("incarnation")
        after = try reader.unsigned("after")
        upTo = try reader.unsigned("upTo")
        chain = try reader.bytes("chain", 32)
        exceptions = try reader.ascending("exceptions", 0...Limits.exceptionsMax) { $0.sequence }
        guard after <= upTo else {
            throw WireError("after", .rule("a mark does not end before it begins"))
        }
        if let first = exceptions.first, let last = exceptions.last,
            first.sequence <= after || last.sequence > upTo
        {
            throw WireError("exceptions", .rule("an exception lies within the mark"))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 5)
        writer.identifier(incarnation)
        writer.unsigned(after)
        writer.unsigned(upTo)
        writer.bytes(chain)
        writer.list(exceptions.sorted { $0.sequence < $1.sequence })
    }
}

/// A change that is stored and not merged.
public struct ExceptionMark: Equatable, Sendable {
    /// Its sequence number.
    public var sequence: UInt64
    /// Whether it may still enter.
    public var standing: ExceptionStanding
    /// Why.
    public var code: ExceptionCode
    /// The case under which the server's administrators see it.
    public var caseID: Identifier
    /// What a person should know: a register, a number; it is cut to 1,024 bytes.
    public var detail: String

    /// An entry from its fields.
    public init(
        sequence: UInt64, standing: ExceptionStanding, code: ExceptionCode, caseID: Identifier,
        detail: String
    ) {
        self.sequence = sequence
        self.standing = standing
        self.code = code
        self.caseID = caseID
        self.detail = detail.cut(to: Limits.shortTextBytesMax)
    }
}

extension ExceptionMark: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 5)
        sequence = try reader.unsigned("sequence", 1...Limits.numberMax)
        standing = try reader.choice("standing")
        code = try reader.choice("code")
        caseID = try reader.identifier("caseID")
        detail = try reader.text("detail")
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 5)
        writer.unsigned(sequence)
        writer.unsigned(UInt64(standing.rawValue))
        writer.unsigned(UInt64(code.rawValue))
        writer.identifier(caseID)
        writer.text(detail)
    }
}

/// Up to where the changes of one reach of an incarnation stand in two places.
public struct DurableMark: Equatable, Sendable {
    /// The reach.
    public var reach: Reach
    /// The incarnation.
    public var incarnation: ReplicaID
    /// The last sequence number of which that holds.
    public var upTo: UInt64

    /// An entry from its fields.
    public init(reach: Reach, incarnation: ReplicaID, upTo: UInt64) {
        self.reach = reach
        self.incarnation = incarnation
        self.upTo = upTo
    }
}

extension DurableMark: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 3)
        reach = try reader.choice("reach")
        incarnation = try reader.identifier("incarnation")
        upTo = try reader.unsigned("upTo")
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.unsigned(UInt64(reach.rawValue))
        writer.identifier(incarnation)
        writer.unsigned(upTo)
    }
}

/// Whether a change that was not merged may still be.
public enum ExceptionStanding: UInt8, CaseIterable, Sendable {
    /// Held: a person or a newer program decides.
    case held = 0
    /// Refused: its writes are voided by a change that travels like any other; that is final.
    case refused = 1
}
