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

/// The last verified backup of a replica.
public struct BackupNote: Hashable, Sendable {
    /// When it was finished, Unix milliseconds by this machine's clock.
    public let at: UInt64
    /// The file.
    public let path: String
}

extension ReplicaStore {
    /// Makes a verified copy of the replica in one file, while it is in use.
    ///
    /// The copy is marked: whoever opens it goes on under a new incarnation. It is made under
    /// another name, opened, and checked page by page, hash by hash and digest by digest; only then
    /// it gets its name, and what it covers counts as standing in two places (level A2).
    ///
    /// It holds the keys of the node: it must be kept like them.
    /// - Throws: `exists` if something stands at `path`; it is not touched.
    public func backup(to path: String) throws(StorageError) -> BackupReport {
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path) }
        let unfinished = path + ".copy"
        defer { Self.remove(unfinished) }
        Self.remove(unfinished)
        try readers.run { connection throws(StorageError) in
            do throws(SQLiteError) {
                try connection.backup(to: unfinished)
            } catch {
                throw StorageError(error)
            }
        }
        let heads = try mark(copy: unfinished)
        let report = try verify(copy: unfinished)
        System.sync(unfinished)
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path) }
        guard unsafe rename(unfinished, path) == 0 else {
            throw .noAccess("\(path): \(System.message)")
        }
        System.sync(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
        do throws(StorageError) {
            try write { transaction throws(StorageError) in
                try transaction.note(heads, in: path)
            }
        } catch {
            // A full disk is a good reason for a backup, which is no worse for not being noted.
            guard case .full = error else { throw error }
        }
        return report
    }

    /// Sets the mark in a copy; returns the heads that it covers.
    private func mark(copy path: String) throws(StorageError) -> [Head] {
        let writer: Connection
        do throws(SQLiteError) { writer = try Connection(.writer(path)) } catch {
            throw StorageError(error)
        }
        var heads: [Head] = []
        try writer.transaction { () throws(StorageError) in
            let transaction = try Transaction(writer, self.world)
            heads = try transaction.heads(under: nil)
            try transaction.setSetting(BackupMark.setting, [1])
        }
        do throws(SQLiteError) {
            // One plain file: it can be read where nothing can be written, as on a locked stick.
            try writer.execute(script: "PRAGMA journal_mode = DELETE")
            try writer.close()
        } catch {
            throw StorageError(error)
        }
        return heads
    }

    /// Opens a copy and checks everything in it.
    private func verify(copy path: String) throws(StorageError) -> BackupReport {
        let reader: Connection
        do throws(SQLiteError) { reader = try Connection(.reader(path)) } catch {
            throw StorageError(error)
        }
        var head: Head?
        let report = try reader.snapshot { () throws(StorageError) in
            let snapshot = try Snapshot(reader, self.world)
            head = try snapshot.ownHead()
            var verifier = Verifier(snapshot)
            return try verifier.run()
        }
        do throws(SQLiteError) { try reader.close() } catch { throw StorageError(error) }
        guard report.isSound, let head else {
            throw .damaged("the copy: \(report.faults.joined(separator: "; "))")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return BackupReport(
            fileBytes: attributes?[.size] as? Int ?? 0, records: report.records, head: head)
    }

    /// Takes an unfinished copy away, with what SQLite has put beside it.
    private static func remove(_ path: String) {
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + ending)
        }
    }
}

extension Snapshot {
    /// Up to which change of an incarnation the last verified backup goes; `nil` if it has none.
    public func backedUp(_ replica: ReplicaID) throws(StorageError) -> UInt64? {
        try connection.first(
            "SELECT up_to FROM _backed_up WHERE replica = ?", [SQLiteValue(replica)]
        ) { row throws(StorageError) in try row.unsigned(at: 0) }
    }

    /// The last verified backup; `nil` if there never was one.
    public func lastBackup() throws(StorageError) -> BackupNote? {
        try connection.first("SELECT at, path FROM _backup ORDER BY number DESC LIMIT 1") {
            row throws(StorageError) in
            BackupNote(at: try row.unsigned(at: 0), path: try row.words(at: 1))
        }
    }
}

extension Transaction {
    /// Notes what a verified backup covers.
    fileprivate func note(_ heads: [Head], in path: String) throws(StorageError) {
        for head in heads {
            try run(
                "INSERT OR REPLACE INTO _backed_up (replica, up_to) VALUES (?, ?)",
                [SQLiteValue(head.replica), SQLiteValue(head.sequence)])
        }
        try run(
            "INSERT INTO _backup (at, path) VALUES (?, ?)",
            [SQLiteValue(world.clock.now()), .text(path)])
    }
}
