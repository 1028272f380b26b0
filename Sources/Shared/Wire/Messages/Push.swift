internal import CBOR
public import Replication

/// Carries signed changes up.
public struct Push: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// Consecutive runs of one incarnation or of several.
    public var runs: [Run]
    /// Whether nothing is left to push.
    public var isFinal: Bool
    /// Per incarnation the number behind which the answer's mark begins; ascending.
    ///
    /// Those that are not named are answered from the beginning.
    public var after: [SequencePoint]

    /// A message from its fields.
    public init(
        session: Identifier, counter: UInt64, runs: [Run], isFinal: Bool,
        after: [SequencePoint] = []
    ) {
        self.session = session
        self.counter = counter
        self.runs = runs
        self.isFinal = isFinal
        self.after = after
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.push(self).encoded() }
}

extension Push: MessageFields {
    static var kind: MessageKind { .push }
    static var count: Int { 5 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        runs = try reader.list("runs", 0...Limits.frameChangesMax)
        isFinal = try reader.bool("isFinal")
        after = try reader.ascending("after", 0...Limits.frameChangesMax) { $0.replica }
        let changes = runs.reduce(0) { $0 + $1.items.count }
        guard changes <= Limits.frameChangesMax else {
            throw WireError("runs", .count(changes, allowed: 0...Limits.frameChangesMax))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.list(runs)
        writer.bool(isFinal)
        writer.list(after.sorted { $0.replica < $1.replica })
    }
}
