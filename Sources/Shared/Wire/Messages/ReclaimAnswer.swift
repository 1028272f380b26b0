internal import CBOR

/// Gives signed runs back.
public struct ReclaimAnswer: Equatable, Sendable {
    /// Consecutive runs from the number that was asked for.
    public var runs: [Run]
    /// Whether nothing more of the incarnation is known.
    public var isLast: Bool

    /// A message from its fields.
    public init(runs: [Run], isLast: Bool) {
        self.runs = runs
        self.isLast = isLast
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.reclaimAnswer(self).encoded() }
}

extension ReclaimAnswer: MessageFields {
    static var kind: MessageKind { .reclaimAnswer }
    static var count: Int { 2 }

    init(reading reader: inout FieldReader) throws(WireError) {
        runs = try reader.list("runs", 0...Limits.frameChangesMax)
        isLast = try reader.bool("isLast")
        let changes = runs.reduce(0) { $0 + $1.items.count }
        guard changes <= Limits.frameChangesMax else {
            throw WireError("runs", .count(changes, allowed: 0...Limits.frameChangesMax))
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.list(runs)
        writer.bool(isLast)
    }
}
