public import Programme
internal import Storage

/// Many entries of one person, in one durable transaction.
extension Replica {
    /// Enters records, each an act of its own: one that is refused stops no other.
    ///
    /// - Returns: for each what was entered, or its `EntryError`.
    /// - Throws: the error of the disk; nothing of these is saved then.
    public func enter(
        each entries: [Entry], by actor: Actor
    ) throws(EntryError) -> [Result<Entered, EntryError>] {
        do {
            return try store.write { transaction throws(StorageError) in
                var results: [Result<Entered, EntryError>] = []
                for entry in entries {
                    let draft = EntryDraft(
                        self, entry: entry, actor: actor, isUnchecked: false,
                        transaction: transaction)
                    do {
                        results.append(.success(try draft.save()))
                    } catch let error as StorageError {
                        throw error
                    } catch let error as EntryError {
                        results.append(.failure(error))
                    } catch {
                        throw .stopped(error)
                    }
                }
                return results
            }
        } catch {
            throw .storage(error)
        }
    }
}
