internal import Foundation
public import Replication
internal import SQLite

/// What a backup holds; it was opened and checked before this was said.
public struct BackupReport: Hashable, Sendable {
    /// The size of the file, bytes.
    public let fileBytes: Int
    /// How many records it has.
    public let records: Int
    /// The last own change in it.
    public let head: Head
}

extension ReplicaStore {
    /// Makes a verified copy of the replica in one file.
    ///
    /// The copy is marked: whoever opens it goes on under a new incarnation. The file is written
    /// under another name, checked page by page, and named last; an existing file is kept.
    public func backup(to path: String) throws(StorageError) -> BackupReport {
        let partial = path + ".new"
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path) }
        try? FileManager.default.removeItem(atPath: partial)
        try lane.run { connection throws(StorageError) in
            do throws(SQLiteError) { try connection.backup(to: partial) } catch {
                throw StorageError(error)
            }
        }
        let heads = try mark(partial)
        let report = try verified(partial)
        do {
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch {
            throw .noAccess("\(path): \(error.localizedDescription)")
        }
        try write { transaction throws(StorageError) in try transaction.noteBackup(heads) }
        return report
    }

    /// Sets the mark in the copy; the heads that it covers.
    private func mark(_ path: String) throws(StorageError) -> [Head] {
        do throws(SQLiteError) {
            let copy = try Schema.plan.openWriter(path)
            var heads: [Head] = []
            do throws(StorageError) {
                try copy.transaction { () throws(StorageError) in
                    let transaction = try Transaction(copy, self.world)
                    heads = try transaction.heads(under: nil)
                    try transaction.setSetting(BackupMark.setting, [1])
                }
            } catch {
                throw SQLiteError(.io, "the copy cannot be marked: \(error)")
            }
            _ = try copy.checkpoint(truncate: true)
            try copy.close()
            for ending in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + ending)
            }
            return heads
        } catch {
            throw StorageError(error)
        }
    }

    /// Opens the copy and reads every page of it.
    private func verified(_ path: String) throws(StorageError) -> BackupReport {
        do throws(SQLiteError) {
            let copy = try Connection(.reader(path))
            if let finding = try copy.integrityCheck().first {
                throw SQLiteError(.corrupt, finding)
            }
            var records = 0
            var head: Head?
            do throws(StorageError) {
                try copy.snapshot { () throws(StorageError) in
                    let snapshot = try Snapshot(copy, self.world)
                    head = try snapshot.ownHead()
                    records =
                        try copy.first("SELECT count(*) FROM record") {
                            row throws(StorageError) in Int(try row.number(at: 0))
                        } ?? 0
                }
            } catch {
                throw SQLiteError(.corrupt, "the copy cannot be read: \(error)")
            }
            try copy.close()
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            guard let head else { throw SQLiteError(.corrupt, "the copy has no head") }
            return BackupReport(fileBytes: size ?? 0, records: records, head: head)
        } catch {
            throw StorageError(error)
        }
    }
}

extension Snapshot {
    /// Up to which change of an incarnation the last verified backup goes; `nil` if it has none.
    public func backedUp(_ replica: ReplicaID) throws(StorageError) -> UInt64? {
        try connection.first(
            "SELECT up_to FROM backed_up WHERE replica = ?", [SQLiteValue(replica)]
        ) { row throws(StorageError) in try row.unsigned(at: 0) }
    }
}

extension Transaction {
    /// Notes what a verified backup covers.
    fileprivate func noteBackup(_ heads: [Head]) throws(StorageError) {
        for head in heads {
            try run(
                "INSERT OR REPLACE INTO backed_up (replica, up_to) VALUES (?, ?)",
                [SQLiteValue(head.replica), SQLiteValue(head.sequence)])
        }
    }
}
