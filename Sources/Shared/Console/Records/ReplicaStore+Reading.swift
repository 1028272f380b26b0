package import Storage

extension ReplicaStore {
    /// Reads in one moment, and lets whatever the body throws through.
    package func reading<Result>(_ body: (Snapshot) throws -> Result) throws -> Result {
        do {
            return try read { snapshot throws(StorageError) in
                do {
                    return try body(snapshot)
                } catch let error as StorageError {
                    throw error
                } catch {
                    throw .stopped(error)
                }
            }
        } catch StorageError.stopped(let cause) {
            throw cause
        }
    }

    /// Reads for words about an act that is already saved: nil if that cannot be done, because a
    /// fault of the report must not look like a fault of the act.
    package func describing<Result>(_ body: (Snapshot) throws -> Result) -> Result? {
        try? reading(body)
    }
}
