internal import Storage
public import Wire

/// A request that this end refuses, before it becomes the message `Refusal`.
public struct Denial: Error, Equatable, Sendable {
    /// Which refusal of `protocol.md`.
    public let code: RefusalCode
    /// What a person must know: names, numbers.
    public let parameters: [String]
    /// After how many seconds it is worth asking again; 0 if never.
    public let retryAfterSeconds: UInt64
    /// From where the sender must begin, if something before is missing.
    public let needFrom: SequencePoint?

    /// A denial.
    public init(
        _ code: RefusalCode, _ parameters: [String] = [], retryAfterSeconds: UInt64 = 0,
        needFrom: SequencePoint? = nil
    ) {
        self.code = code
        self.parameters = parameters
        self.retryAfterSeconds = retryAfterSeconds
        self.needFrom = needFrom
    }

    /// Runs a part of a transaction whose error, whatever it is, undoes the whole.
    static func carried<Result>(
        _ body: () throws -> Result
    ) throws(StorageError) -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            throw error
        } catch {
            throw .stopped(error)
        }
    }
}

extension StorageError {
    /// The denial that ended an act, if one did.
    var denial: Denial? {
        guard case .stopped(let cause) = self else { return nil }
        return cause as? Denial
    }
}
