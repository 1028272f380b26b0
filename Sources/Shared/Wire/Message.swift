internal import CBOR

/// The number of a message: the first element of its payload.
public enum MessageKind: UInt64, CaseIterable, Sendable {
    /// A child opens a contact.
    case greeting = 1
    /// The server gives it a session.
    case challenge = 2
    /// The child says what it is and has.
    case hello = 3
    /// The server says what it has of the child.
    case helloAnswer = 4
    /// Signed changes going up.
    case push = 5
    /// What the server has stored of them.
    case acknowledgement = 6
    /// A question for what is new above.
    case pull = 7
    /// Changes and states going down.
    case pullAnswer = 8
    /// A question whether both hold the same.
    case digestQuery = 9
    /// The answer; equal roots are a receipt.
    case digestAnswer = 10
    /// A question for facets that differ.
    case repair = 11
    /// What each lacks of them.
    case repairAnswer = 12
    /// A question for runs that were lost.
    case reclaim = 13
    /// Signed runs, given back.
    case reclaimAnswer = 14
    /// Frames that a restored server had signed.
    case handBack = 15
    /// A new node asks for its place.
    case enrollmentRequest = 16
    /// It is given its place.
    case credential = 17
    /// A request was not carried out.
    case refusal = 18
    /// The beginning of a bundle.
    case bundleHeader = 19
    /// The end of a bundle.
    case bundleTrailer = 20
    /// A hello in a bundle.
    case statement = 21
    /// A file with which to enroll.
    case invitation = 22
}

/// What an envelope carries: one of the messages of `protocol.md`.
///
///     [number, field, field, …]
///
/// Every message has exactly its fields: what a later version adds is agreed upon in the greeting.
public enum Message: Equatable, Sendable {
    /// A child opens a contact.
    case greeting(Greeting)
    /// The server gives it a session.
    case challenge(Challenge)
    /// The child says what it is and has.
    case hello(Hello)
    /// The server says what it has of the child.
    case helloAnswer(HelloAnswer)
    /// Signed changes going up.
    case push(Push)
    /// What the server has stored of them.
    case acknowledgement(Acknowledgement)
    /// A question for what is new above.
    case pull(Pull)
    /// Changes and states going down.
    case pullAnswer(PullAnswer)
    /// A question whether both hold the same.
    case digestQuery(DigestQuery)
    /// The answer; equal roots are a receipt.
    case digestAnswer(DigestAnswer)
    /// A question for facets that differ.
    case repair(Repair)
    /// What each lacks of them.
    case repairAnswer(RepairAnswer)
    /// A question for runs that were lost.
    case reclaim(Reclaim)
    /// Signed runs, given back.
    case reclaimAnswer(ReclaimAnswer)
    /// Frames that a restored server had signed.
    case handBack(HandBack)
    /// A new node asks for its place.
    case enrollmentRequest(EnrollmentRequest)
    /// It is given its place.
    case credential(Credential)
    /// A request was not carried out.
    case refusal(Refusal)
    /// The beginning of a bundle.
    case bundleHeader(BundleHeader)
    /// The end of a bundle.
    case bundleTrailer(BundleTrailer)
    /// A hello in a bundle.
    case statement(Statement)
    /// A file with which to enroll.
    case invitation(Invitation)

    /// A message from the bytes of a payload.
    public init(decoding payload: [UInt8]) throws(WireError) {
        var (reader, kind, count) = try Self.open(payload)
        self = try Self.read(kind, count, &reader)
        try reader.finish()
    }

    /// The bytes of the payload.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 256)
        let fields = fields
        writer.array(count: type(of: fields).count + 1)
        writer.unsigned(kind.rawValue)
        fields.write(to: &writer)
        return writer.bytes
    }

    /// Which message this is.
    public var kind: MessageKind { type(of: fields).kind }
}

/// The fields of a message, after its number.
protocol MessageFields: Field {
    /// The message's number.
    static var kind: MessageKind { get }
    /// How many fields there are.
    static var count: Int { get }
}

extension Message {
    /// One certain message from the bytes of a payload.
    static func decode<Fields: MessageFields>(_ payload: [UInt8]) throws(WireError) -> Fields {
        var (reader, kind, count) = try open(payload)
        guard kind == Fields.kind else {
            throw WireError("message", .unknownFormat(kind.rawValue))
        }
        let fields: Fields = try fields(count, &reader)
        try reader.finish()
        return fields
    }

    /// Reads the number, and checks the size that a message of this number may have.
    private static func open(
        _ payload: [UInt8]
    ) throws(WireError) -> (FieldReader, MessageKind, Int) {
        var reader = try FieldReader(payload[...])
        let count = try reader.entries("message", 1...32)
        let number = try reader.unsigned("message")
        guard let kind = MessageKind(rawValue: number) else {
            throw WireError("message", .unknownFormat(number))
        }
        let bytesMax = kind == .handBack ? Limits.handBackBytesMax : Limits.frameBytesMax
        guard payload.count <= bytesMax else {
            throw WireError("\(kind)", .count(payload.count, allowed: 0...bytesMax))
        }
        return (reader, kind, count)
    }

    private static func fields<Fields: MessageFields>(
        _ count: Int, _ reader: inout FieldReader
    ) throws(WireError) -> Fields {
        do throws(WireError) {
            guard count == Fields.count + 1 else {
                throw WireError("", .count(count, allowed: Fields.count + 1...Fields.count + 1))
            }
            return try Fields(reading: &reader)
        } catch {
            throw error.within("\(Fields.self)")
        }
    }

    private static func read(
        _ kind: MessageKind, _ count: Int, _ reader: inout FieldReader
    ) throws(WireError) -> Message {
        switch kind {
        case .greeting: .greeting(try fields(count, &reader))
        case .challenge: .challenge(try fields(count, &reader))
        case .hello: .hello(try fields(count, &reader))
        case .helloAnswer: .helloAnswer(try fields(count, &reader))
        case .push: .push(try fields(count, &reader))
        case .acknowledgement: .acknowledgement(try fields(count, &reader))
        case .pull: .pull(try fields(count, &reader))
        case .pullAnswer: .pullAnswer(try fields(count, &reader))
        case .digestQuery: .digestQuery(try fields(count, &reader))
        case .digestAnswer: .digestAnswer(try fields(count, &reader))
        case .repair: .repair(try fields(count, &reader))
        case .repairAnswer: .repairAnswer(try fields(count, &reader))
        case .reclaim: .reclaim(try fields(count, &reader))
        case .reclaimAnswer: .reclaimAnswer(try fields(count, &reader))
        case .handBack: .handBack(try fields(count, &reader))
        case .enrollmentRequest: .enrollmentRequest(try fields(count, &reader))
        case .credential: .credential(try fields(count, &reader))
        case .refusal: .refusal(try fields(count, &reader))
        case .bundleHeader: .bundleHeader(try fields(count, &reader))
        case .bundleTrailer: .bundleTrailer(try fields(count, &reader))
        case .statement: .statement(try fields(count, &reader))
        case .invitation: .invitation(try fields(count, &reader))
        }
    }

    private var fields: any MessageFields {
        switch self {
        case .greeting(let fields): fields
        case .challenge(let fields): fields
        case .hello(let fields): fields
        case .helloAnswer(let fields): fields
        case .push(let fields): fields
        case .acknowledgement(let fields): fields
        case .pull(let fields): fields
        case .pullAnswer(let fields): fields
        case .digestQuery(let fields): fields
        case .digestAnswer(let fields): fields
        case .repair(let fields): fields
        case .repairAnswer(let fields): fields
        case .reclaim(let fields): fields
        case .reclaimAnswer(let fields): fields
        case .handBack(let fields): fields
        case .enrollmentRequest(let fields): fields
        case .credential(let fields): fields
        case .refusal(let fields): fields
        case .bundleHeader(let fields): fields
        case .bundleTrailer(let fields): fields
        case .statement(let fields): fields
        case .invitation(let fields): fields
        }
    }
}
