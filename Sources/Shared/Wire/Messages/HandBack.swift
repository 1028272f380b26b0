internal import CBOR
public import Replication

/// Gives a restored server the frames back that it had signed itself.
public struct HandBack: Equatable, Sendable {
    /// The session that the server gave; sixteen zero bytes in a bundle.
    public var session: Identifier
    /// The number of the request in its session, from 1, each above the last.
    public var counter: UInt64
    /// Envelopes of pull answers and acknowledgements, oldest first.
    public var frames: [[UInt8]]

    /// A message from its fields.
    public init(session: Identifier, counter: UInt64, frames: [[UInt8]]) {
        self.session = session
        self.counter = counter
        self.frames = frames
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.handBack(self).encoded() }
}

extension HandBack: MessageFields {
    static var kind: MessageKind { .handBack }
    static var count: Int { 3 }

    init(reading reader: inout FieldReader) throws(WireError) {
        session = try reader.identifier("session")
        counter = try reader.unsigned("counter", 1...Limits.numberMax)
        frames = try reader.blobs(
            "frames", 1...Limits.handBackFramesMax, each: 1...Limits.envelopeBytesMax)
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(session)
        writer.unsigned(counter)
        writer.blobs(frames)
    }
}
