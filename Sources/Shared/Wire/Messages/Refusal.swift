internal import CBOR

/// Says that a request was not carried out, and what to do.
public struct Refusal: Equatable, Sendable {
    /// Why.
    public var code: RefusalCode
    /// What a person must know: names, numbers; each is cut to 1,024 bytes.
    public var parameters: [String]
    /// After how many seconds it is worth asking again; 0 if never.
    public var retryAfterSeconds: UInt64
    /// From where the sender must begin, if something before is missing.
    public var needFrom: SequencePoint?
    /// The server's clock, Unix milliseconds.
    public var time: UInt64

    /// A message from its fields.
    public init(
        code: RefusalCode, parameters: [String], retryAfterSeconds: UInt64,
        needFrom: SequencePoint?, time: UInt64
    ) {
        self.code = code
        self.parameters = parameters.prefix(Limits.parametersMax).map {
            $0.cut(to: Limits.shortTextBytesMax)
        }
        self.retryAfterSeconds = retryAfterSeconds
        self.needFrom = needFrom
        self.time = time
    }

    /// A message from the bytes of a payload; any other message is refused.
    public init(decoding payload: [UInt8]) throws(WireError) {
        self = try Message.decode(payload)
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] { Message.refusal(self).encoded() }
}

extension Refusal: MessageFields {
    static var kind: MessageKind { .refusal }
    static var count: Int { 5 }

    init(reading reader: inout FieldReader) throws(WireError) {
        code = try reader.choice("code")
        parameters = try reader.list("parameters", 0...Limits.parametersMax)
        retryAfterSeconds = try reader.unsigned("retryAfterSeconds")
        needFrom = try reader.optional("needFrom")
        time = try reader.time("time")
    }

    func write(to writer: inout CBORWriter) {
        writer.unsigned(UInt64(code.rawValue))
        writer.list(parameters)
        writer.unsigned(retryAfterSeconds)
        writer.optional(needFrom)
        writer.unsigned(time)
    }
}
