internal import Foundation
internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The replica as a thing on a disk: checked, copied, put back.
enum StoreCommands {
    /// The commands of this family, in the order of the help.
    static let all = [verify, backup, restore, recovered]

    private static let verify = Command(
        "verify",
        summary: Phrase("检查数据库：完整性、校验值、表格", "check the database: integrity, hashes, tables"),
        examples: ["verify"]
    ) { context in
        let report = try context.replica.store.verify()
        StoreLines(context.output).tell(report)
        return report.isSound ? .done : .refused
    }

    private static let backup = Command(
        "backup", operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("把全部数据备份成一个文件，并核对", "copy everything into one file, verified"),
        details: Phrase(
            "运行中也可以备份。备份含本节点的密钥，请妥善保管。已有的文件不会被覆盖。",
            "It may be made while the program runs. It holds the node's keys: keep it safe. A file that exists is not overwritten."
        ),
        examples: ["backup backup.db"], files: [.writes(0)]
    ) { context in
        let report = try backUp(context)
        context.output.set("file", .text(context.operands[0]))
        StoreLines(context.output).tell(report)
        context.output.say(
            Phrase(
                "备份已写好并核对：\(context.operands[0])", "Backed up and verified: \(context.operands[0])")
        )
        return .done
    }

    /// Makes the backup; what goes wrong where it is written is said as of a file.
    private static func backUp(_ context: CommandContext) throws -> BackupReport {
        let path = context.output(0)
        // What runs for somebody else writes on its own disk first, and means that one.
        let isTheirs = context.files.output == nil
        try GivenFile.requireFree(path)
        do {
            let report = try context.replica.store.backup(to: path)
            try GivenFile.prove(path)
            return report
        } catch StorageError.full where isTheirs {
            throw FileFault(path, .full)
        } catch StorageError.noAccess where isTheirs {
            throw FileFault(path, .broken)
        }
    }

    private static let restore = Command(
        "restore", operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("用备份恢复数据文件夹", "put a backup into an empty data directory"),
        details: Phrase(
            "数据文件夹必须不存在：旧的请先改名保留。恢复后会换新编号，再从上级和下级补齐。",
            "The directory must not exist: rename the old one first. It goes on under a new name and is refilled by its neighbours."
        ),
        examples: ["restore backup.db"], needs: .directory, files: [.reads(0)]
    ) { context in
        try Restoring(context.services, context.directory).restore(context.operands[0])
        let replica = try Replica.open(context.services.surroundings(context.directory))
        defer { try? replica.store.close() }
        let identity = replica.store.identity
        context.output.fact("office", Phrase("机构", "office"), .text(identity.office.description))
        context.output.fact("name", Phrase("名称", "name"), .text(identity.name))
        context.output.say(
            Phrase(
                "已恢复。备份以后的修改，在下次联系时从上级和下级取回。",
                "Restored. What came after the backup is had back from the neighbours at the next contacts."
            ))
        return .done
    }

    private static let recovered = Command(
        "recovered", in: [.syncServer],
        summary: Phrase("宣布恢复完成：下级都已联系过", "end the recovery after a restore"),
        details: Phrase(
            "所有下级和上级都联系过以后会自动结束。之后不再接收恢复以前本服务器自己的修改。",
            "It ends by itself once all children and the parent have called. Afterwards changes of this server's own earlier incarnations are taken no more."
        ),
        examples: ["recovered"]
    ) { context in
        try context.replica.endRecovery(by: try context.actor())
        context.output.say(Phrase("恢复已结束。", "The recovery is over."))
        return .done
    }
}

/// Puts a backup where a data directory is to be; a file that is none leaves no trace.
struct Restoring {
    private let services: Services
    private let directory: String

    /// Restores for a program, into a folder.
    init(_ services: Services, _ directory: String) {
        self.services = services
        self.directory = directory
    }

    /// Copies a backup into the folder, in which no replica may lie, and checks the copy whole
    /// before it takes the name of a database.
    func restore(_ file: String) throws {
        guard !Replica.lies(in: directory) else {
            throw StorageError.occupied(directory: directory)
        }
        // A wrong file is told by its first bytes, before anything is made.
        guard ReplicaStore.isOne(head: try Self.head(of: file)) else { throw Self.isNone(file) }
        let made = try Files.makeFolder(directory)
        let part = directory + "/replica.db.part"
        do {
            try Self.copy(file, to: part)
            try check(part, of: file)
            for ending in ["-wal", "-shm"] { unsafe unlink(part + ending) }
            guard unsafe rename(part, directory + "/replica.db") == 0 else {
                throw FileFault(writing: directory, errno)
            }
        } catch {
            for ending in ["", "-journal", "-wal", "-shm"] { unsafe unlink(part + ending) }
            if let made { Self.removeEmpty(directory, upTo: made) }
            throw error
        }
    }

    private func check(_ copy: String, of file: String) throws {
        let identity: Identity
        do {
            identity = try ReplicaStore.examine(
                copy, clock: services.clock, entropy: services.entropy)
        } catch StorageError.damaged {
            throw Self.isDamaged(file)
        } catch StorageError.absent {
            throw Self.isNone(file)
        }
        try services.program.require(identity)
    }

    /// The first bytes of a file.
    private static func head(of path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw FileFault(reading: path) }
        defer { try? file.close() }
        do {
            return [UInt8](try file.read(upToCount: ReplicaStore.headBytes) ?? Data())
        } catch {
            throw FileFault(reading: path)
        }
    }

    private static func copy(_ path: String, to part: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw FileFault(reading: path) }
        defer { try? file.close() }
        let copy = try GivenFile(part, replacing: true)
        while true {
            let bytes: [UInt8]
            do {
                bytes = [UInt8](try file.read(upToCount: 1 << 20) ?? Data())
            } catch {
                throw FileFault(reading: path)
            }
            guard !bytes.isEmpty else { break }
            try copy.write(bytes)
        }
        try copy.finish()
    }

    /// Takes away the folders that were made, from the lowest up.
    private static func removeEmpty(_ path: String, upTo topmost: String) {
        var folder = path
        while unsafe rmdir(folder) == 0, folder != topmost {
            folder = (folder as NSString).deletingLastPathComponent
        }
    }

    private static func isNone(_ path: String) -> ConsoleError {
        .refused(
            Explanation(
                Phrase("这不是备份：\(path)", "The file is no backup: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请找由 backup 写的文件；优盘数据包用 import-bundle 导入。",
                    "Look for a file of backup; a bundle is taken in with import-bundle.")))
    }

    private static func isDamaged(_ path: String) -> ConsoleError {
        .refused(
            Explanation(
                Phrase(
                    "备份不完整或已损坏：\(path)",
                    "The backup is damaged, or a part of it is missing: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请再复制一次，或用更早的备份。", "Copy it again, or take an older backup.")))
    }
}
