package import Programme
package import Storage

extension Explanation {
    /// What went wrong at this replica's own disk.
    package init(_ error: StorageError) {
        switch error {
        case .disk(let words): self = .disk(words)
        case .full: self = .full
        case .inUse(let process, let isServing): self = .inUse(process, isServing)
        case .newer(let found, let known): self = .newer(found, known)
        case .damaged(let words): self = .damaged(words)
        case .notFound(let words):
            self.init(
                Phrase("找不到：\(words)", "Not found: \(words)"), safe: .nothingChanged,
                advice: Phrase("请用 list 核对编号。", "Check the number with list."))
        case .exists(let words):
            self.init(
                Phrase("已经存在：\(words)", "It exists already: \(words)"), safe: .nothingChanged,
                advice: Phrase("请换一个文件夹或文件名。", "Choose another folder or file."))
        case .absent(let directory): self = .absent(directory)
        case .occupied(let directory): self = .occupied(directory)
        case .noAccess(let words):
            let reason = Phrase.system(words)
            self.init(
                Phrase(
                    "打不开或写不进\(reason.chinese)", "It cannot be opened or written\(reason.english)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请检查文件夹是否存在、是否有权限。",
                    "See whether the folder exists and whether you may write there."))
        case .illFormed(let words): self = .illFormed(words)
        case .tooLarge(_, let bytes, let allowed): self = .tooLarge(bytes, allowed)
        case .tooMuchMissing:
            self.init(
                Phrase(
                    "这条记录还有太多内容没有到达，暂时不能修改。",
                    "Too much of this record has not arrived yet; it cannot be changed now."),
                safe: .nothingChanged,
                advice: Phrase(
                    "请先同步；仍然不行，请告诉上级。",
                    "Synchronise first; if that does not help, tell the tier above."))
        case .movedAway(_, let home):
            self.init(
                Phrase("这条记录已经归 \(home) 所有。", "The record belongs to \(home) now."),
                safe: .nothingChanged,
                advice: Phrase("请到那里修改。", "It is changed there."))
        case .forked(let replica, _):
            self.init(
                Phrase(
                    "上级记得副本 \(replica) 的另一份历史。",
                    "The parent knows another history of replica \(replica)."),
                safe: .savedIsSafe,
                advice: Phrase("再同步一次，程序会换新编号继续。", "Synchronise again to go on."))
        case .stopped(let cause): self = Explanation(of: cause)
        }
    }

    private static func absent(_ directory: String) -> Explanation {
        Explanation(
            Phrase("这个文件夹里没有数据：\(directory)", "No data lie in this folder: \(directory)"),
            safe: .nothingChanged,
            advice: Phrase(
                "请用 --data 指对文件夹；新电脑请先用 init 登记，有备份用 restore。",
                "Name the right folder with --data; a new machine begins with init, or restore."))
    }

    private static func occupied(_ directory: String) -> Explanation {
        Explanation(
            Phrase("这个文件夹里已经有数据：\(directory)", "Data lie in this folder already: \(directory)"),
            safe: .nothingChanged,
            advice: Phrase(
                "可以直接使用它；要另建或恢复，请先把旧文件夹改名，或用 --data 换一个。",
                "They can be used as they are; to begin anew, rename the folder or choose another with --data."
            ))
    }

    private static func disk(_ words: String) -> Explanation {
        let reason = Phrase.system(words)
        return Explanation(
            Phrase(
                "磁盘或内存出错\(reason.chinese)", "The disk or the memory failed\(reason.english)"),
            safe: Phrase(
                "先前保存的都在；这一次的要重新打开才知道。",
                "What was saved before is safe; about this act only a restart tells."),
            advice: Phrase(
                "请停止程序，检查磁盘，然后运行 verify。",
                "Stop the program, check the disk, then run verify."))
    }

    private static let full = Explanation(
        Phrase("磁盘满了，这一次没有保存。", "The disk is full; this was not saved."),
        safe: .savedIsSafe,
        advice: Phrase(
            "请删除不用的文件，腾出空间，再做一次。数据文件夹里的文件不要删。",
            "Make room and do it again; delete nothing in the data folder."))

    private static func tooLarge(_ bytes: Int, _ allowed: Int) -> Explanation {
        let (size, most) = ((bytes + 1_023) / 1_024, allowed / 1_024)
        return Explanation(
            Phrase(
                "这条记录会变得太大（\(size) KB，最多 \(most) KB），没有保存。",
                "The record would become too large (\(size) KB, at most \(most) KB); not saved."),
            safe: .nothingChanged,
            advice: Phrase(
                "请先同步，再删去不用的内容，或另建一条记录。",
                "Synchronise, take out what is not needed, or begin another record."))
    }

    private static func inUse(_ process: Int32, _ isServing: Bool) -> Explanation {
        Explanation(
            Phrase(
                "数据正由另一个程序使用（进程 \(process)）。",
                "Another program has the data open (process \(process))."),
            safe: .nothingChanged,
            advice: isServing
                ? Phrase(
                    "请用那个正在运行的程序，或先停止它。",
                    "Use the program that is running, or stop it first.")
                : Phrase(
                    "请等它结束以后再试。", "Try again when it has ended."))
    }

    private static func newer(_ found: Int, _ known: Int) -> Explanation {
        Explanation(
            Phrase(
                "数据库是更新的程序写的（格式 \(found)，本程序只认识到 \(known)）。",
                "A newer program wrote the database (format \(found); this one knows \(known))."),
            safe: .nothingChanged,
            advice: Phrase("请安装新版本的程序。", "Install the newer program."))
    }

    private static func damaged(_ words: String) -> Explanation {
        let reason = Phrase.system(words)
        return Explanation(
            Phrase("数据库损坏\(reason.chinese)", "The database is damaged\(reason.english)"),
            safe: Phrase(
                "没有再写入；上级已确认的都可以取回。",
                "Nothing more was written; what the parent confirmed can be had back."),
            advice: Phrase(
                "请先复制整个数据文件夹，再用 restore 恢复最近的备份，然后同步。",
                "Copy the whole folder first, then restore the last backup and synchronise."))
    }

    private static func illFormed(_ words: String) -> Explanation {
        Explanation(
            Phrase("内容不能保存：\(words)", "This cannot be saved: \(words)"),
            safe: .nothingChanged,
            advice: Phrase(
                "请把内容分成几次填写，或缩短文字。", "Enter it in parts, or with shorter texts."))
    }
}

extension Phrase {
    /// What is safe when an act was undone.
    package static let savedIsSafe = Phrase(
        "先前保存的数据都在，没有改动。", "Everything that was saved before is safe and unchanged.")
}
