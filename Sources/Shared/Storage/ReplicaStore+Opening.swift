internal import Foundation
public import Replication
package import SQLite
internal import Wire

extension ReplicaStore {
    /// Makes a replica in a folder, which is made too if it is absent.
    ///
    /// - Parameters:
    ///   - directory: the folder, without a slash at the end.
    ///   - incarnation: the first one, if it was announced already; else one of chance.
    /// - Throws: `occupied` if a replica is there already.
    public static func create(
        directory: String, identity: Identity, clock: any Clock, entropy: any Entropy,
        facts: MachineFacts, incarnation: ReplicaID? = nil
    ) throws(StorageError) -> ReplicaStore {
        try makeFolder(directory)
        let lock = try LockFile(directory + "/lock")
        let writer = try connect(directory, Schema.plan)
        let world = World(identity: identity, clock: clock, entropy: entropy)
        guard try !isMade(writer) else { throw .occupied(directory: directory) }
        let row = ReplicaRow(
            number: 1, id: incarnation ?? entropy.identifier(), via: identity.node, isOwn: true)
        // Before the database: a replica without its mark is taken for a copy.
        let mark = MarkFile(directory: directory)
        try mark.write(row.asHead)
        try writer.transaction { () throws(StorageError) in
            try begin(row, world: world, on: writer)
            let transaction = try Transaction(writer, world)
            try transaction.setSetting(Identity.setting, identity.encoded())
            try transaction.setSetting(MachineFacts.setting, facts.encoded())
            try TypedSchema.rebuild(in: transaction)
            try transaction.finish()
        }
        return ReplicaStore(
            directory: directory, world: world, opening: .created, writer: writer, mark: mark,
            lock: lock)
    }

    /// Whether a database lies in a folder, finished or not.
    public static func lies(in directory: String) -> Bool {
        FileManager.default.fileExists(atPath: database(in: directory))
    }

    /// Opens the replica in a folder.
    ///
    /// If it may be an old copy, or one of two, it goes on under a new incarnation before anything
    /// is written (decision 8); ``opening`` says so.
    /// - Throws: `absent`, `inUse`, `newer`, `damaged`, `noAccess`.
    public static func open(
        directory: String, clock: any Clock, entropy: any Entropy, facts: MachineFacts
    ) throws(StorageError) -> ReplicaStore {
        try open(
            directory: directory, clock: clock, entropy: entropy, facts: facts, plan: Schema.plan)
    }

    /// Opens a replica with the steps of another program; for tests of upgrades.
    package static func open(
        directory: String, clock: any Clock, entropy: any Entropy, facts: MachineFacts,
        plan: MigrationPlan
    ) throws(StorageError) -> ReplicaStore {
        guard lies(in: directory) else {
            throw .absent(directory: directory)
        }
        let lock = try LockFile(directory + "/lock")
        let writer = try connect(directory, plan)
        guard try isMade(writer) else { throw .absent(directory: directory) }
        let identity = try stored(on: writer)
        let world = World(identity: identity, clock: clock, entropy: entropy)
        let mark = MarkFile(directory: directory)
        let opening = try wake(writer, world: world, mark: mark, facts: facts)
        return ReplicaStore(
            directory: directory, world: world, opening: opening, writer: writer, mark: mark,
            lock: lock)
    }

    /// Looks for signs that this is not the only, or not the newest, copy of the replica.
    private static func wake(
        _ writer: Connection, world: World, mark: MarkFile, facts: MachineFacts
    ) throws(StorageError) -> OpeningReport {
        var report = OpeningReport.normal
        var head: Head?
        let said = mark.read()
        try writer.transaction { () throws(StorageError) in
            let transaction = try Transaction(writer, world)
            let previous = transaction.incarnation
            if let reason = try transaction.suspicion(mark: said, facts: facts) {
                try transaction.renew(because: reason)
                try transaction.removeSetting(BackupMark.setting)
                report = .newIncarnation(previous: previous, reason: reason)
            }
            // What stands is not written again: who only looks needs no room on the disk.
            if try transaction.setting(MachineFacts.setting) != facts.encoded() {
                try transaction.setSetting(MachineFacts.setting, facts.encoded())
            }
            if try transaction.setting(TypedSchema.setting) != TypedSchema.fingerprint {
                try TypedSchema.rebuild(in: transaction)
            }
            try transaction.finish()
            head = try transaction.ownHead()
        }
        if let head, said.map({ $0.says(head) }) != true { try mark.write(head) }
        return report
    }

    // MARK: Steps

    private static func makeFolder(_ directory: String) throws(StorageError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            // Once more, for the reason in the words of the system.
            _ = unsafe mkdir(directory, 0o700)
            throw .noAccess("\(directory): \(System.message)")
        }
    }

    /// Opens the writer, brings the schema up to date, and looks at every page.
    ///
    /// On a disk without any room it is opened alone, so that everything can be read all the same.
    private static func connect(
        _ directory: String, _ plan: MigrationPlan
    ) throws(StorageError) -> Connection {
        do throws(StorageError) {
            return try connect(directory, plan, sole: false)
        } catch {
            guard case .full = error, lies(in: directory) else { throw error }
            return try connect(directory, plan, sole: true)
        }
    }

    private static func connect(
        _ directory: String, _ plan: MigrationPlan, sole: Bool
    ) throws(StorageError) -> Connection {
        do throws(SQLiteError) {
            let connection = try plan.openWriter(database(in: directory), sole: sole)
            let finding = try connection.quickCheck().first
            guard let finding else { return connection }
            throw SQLiteError(.corrupt, finding)
        } catch {
            throw StorageError(error)
        }
    }

    /// Whether a replica was made to its end here.
    static func isMade(_ connection: Connection) throws(StorageError) -> Bool {
        let count = try connection.first("SELECT count(*) FROM _own") {
            row throws(StorageError) in try row.number(at: 0)
        }
        return count == 1
    }

    private static func begin(
        _ row: ReplicaRow, world: World, on connection: Connection
    ) throws(StorageError) {
        do throws(SQLiteError) {
            try connection.run(
                "INSERT INTO _replica (\(ReplicaRow.columns)) VALUES (?, ?, ?, 1, 0, ?, 0)",
                [
                    .integer(row.number), SQLiteValue(row.id), SQLiteValue(row.via),
                    .blob(row.chain),
                ])
            try connection.run(
                """
                INSERT INTO _own (id, incarnation, log_id, position, time) VALUES (1, ?, ?, 0, 0)
                """, [.integer(row.number), SQLiteValue(world.entropy.identifier())])
        } catch {
            throw StorageError(error)
        }
    }

    /// Who the replica says that it is.
    static func stored(on connection: Connection) throws(StorageError) -> Identity {
        let bytes = try connection.first(
            "SELECT value FROM _setting WHERE name = ?", [.text(Identity.setting)]
        ) { row throws(StorageError) in try row.blob(at: 0) }
        guard let bytes else { throw .damaged("the replica does not say who it is") }
        return try Identity(stored: bytes)
    }
}

/// The mark that `backup` sets in the copy that it makes.
enum BackupMark {
    /// The name of the setting.
    static let setting = "backup"
}

extension MachineFacts {
    /// The name of the setting that holds those of the last opening.
    static let setting = "machine"

    /// The bytes of the setting: one fact a line.
    func encoded() -> [UInt8] { Array(values.joined(separator: "\n").utf8) }

    /// The facts in a setting.
    init(stored bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        self.init(
            values: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
}

extension Transaction {
    /// Facts of a machine that may change at once: one is a repair, two are another machine.
    private static let factsChangedMax = 1

    /// Why the replica may not go on under its name; `nil` if it may.
    func suspicion(
        mark: MarkFile.Content?, facts: MachineFacts
    ) throws(StorageError) -> RenewalReason? {
        if try setting(BackupMark.setting) != nil { return .backupOpened }
        guard let mark else { return .markMissing }
        guard let row = try replicaRow(mark.incarnation), row.isOwn else {
            return .markAhead(sequence: mark.sequence)
        }
        if row.id == incarnation {
            guard mark.sequence <= row.head, try chain(of: row, at: mark.sequence) == mark.chain
            else { return .markAhead(sequence: mark.sequence) }
        }
        let known = try setting(MachineFacts.setting).map(MachineFacts.init(stored:))
        if let known, known.differences(from: facts) > Self.factsChangedMax {
            return .machineChanged
        }
        return nil
    }
}
