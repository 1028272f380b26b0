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
            "运行中也可以备份。备份含本节点的密钥，请妥善保管。",
            "It may be made while the program runs. It holds the node's keys: keep it safe."),
        options: [.clock], examples: ["backup backup.db"], files: [.writes(0)]
    ) { context in
        let report = try context.replica.store.backup(to: context.output(0))
        context.output.set("file", .text(context.operands[0]))
        StoreLines(context.output).tell(report)
        context.output.say(
            Phrase(
                "备份已写好并核对：\(context.operands[0])", "Backed up and verified: \(context.operands[0])")
        )
        return .done
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
        try Restoring.restore(context.operands[0], to: context.directory)
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

/// Puts a backup where a data directory is to be.
enum Restoring {
    /// Copies a backup into a directory in which no replica lies.
    static func restore(_ file: String, to directory: String) throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: directory + "/replica.db") else {
            throw StorageError.occupied(directory: directory)
        }
        guard files.isReadableFile(atPath: file) else { _ = try Files.read(file); return }
        let part = directory + "/replica.db.part"
        do {
            try files.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            if files.fileExists(atPath: part) { try files.removeItem(atPath: part) }
            try files.copyItem(atPath: file, toPath: part)
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: part)
            try files.moveItem(atPath: part, toPath: directory + "/replica.db")
        } catch {
            throw StorageError.noAccess("\(error.localizedDescription)")
        }
    }
}
