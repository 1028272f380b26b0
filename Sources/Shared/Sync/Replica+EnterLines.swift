public import Programme
internal import Replication
public import Storage

/// Many entries of one file, as many in one durable transaction as are given at once.
extension Replica {
    /// A line on its way in.
    public struct EntryLine {
        /// What it is remembered by.
        public let line: ImportedLine
        /// Makes the entry in the middle of the transaction, where the lines before it are seen.
        public let entry: (Snapshot) throws -> Entry

        /// A line.
        public init(_ line: ImportedLine, entry: @escaping (Snapshot) throws -> Entry) {
            self.line = line
            self.entry = entry
        }
    }

    /// Enters lines, each an act of its own: one that is refused stops no other.
    ///
    /// What is entered and that it was entered are saved together: after a power cut, a second
    /// import of the same file enters the rest and nothing twice.
    ///
    /// - Returns: for each line what was entered, nil if it was entered before, or the `EntryError`
    ///   or error of its maker.
    /// - Throws: the error of the disk; nothing of these lines is saved then.
    public func enter(
        _ lines: [EntryLine], by actor: Actor, isUnchecked: Bool = false
    ) throws(EntryError) -> [Result<Entered?, any Error>] {
        if isUnchecked, !store.identity.isPractice { throw .practiceOnly }
        do {
            return try store.write { transaction throws(StorageError) in
                var results: [Result<Entered?, any Error>] = []
                for line in lines {
                    results.append(
                        try enter(line, by: actor, isUnchecked: isUnchecked, in: transaction))
                }
                return results
            }
        } catch {
            throw .storage(error)
        }
    }

    private func enter(
        _ line: EntryLine, by actor: Actor, isUnchecked: Bool, in transaction: Transaction
    ) throws(StorageError) -> Result<Entered?, any Error> {
        if try transaction.isKnown(line.line) { return .success(nil) }
        do {
            let draft = EntryDraft(
                self, entry: try line.entry(transaction), actor: actor, isUnchecked: isUnchecked,
                transaction: transaction)
            let entered = try draft.save()
            try transaction.remember(line.line)
            return .success(entered)
        } catch let error as StorageError {
            throw error
        } catch {
            return .failure(error)
        }
    }
}
