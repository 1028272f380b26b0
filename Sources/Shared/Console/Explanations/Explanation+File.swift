internal import Programme
package import Sync

extension Explanation {
    /// Why a file of a person cannot be read or written.
    package init(_ fault: FileFault) {
        let path = fault.path
        switch fault.cause {
        case .exists:
            self.init(
                Phrase("已经存在，没有覆盖：\(path)", "It exists already and was not overwritten: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请换一个文件名，或先移走旧文件。", "Choose another name, or move the old file away."))
        case .absent:
            self.init(
                Phrase("没有这个文件：\(path)", "There is no such file: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请核对文件名，优盘是否插好。", "Check its name, and whether the stick is in."))
        case .noFolder:
            self.init(
                Phrase("没有放这个文件的文件夹：\(path)", "There is no folder to hold the file: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请检查优盘是否插好、路径是否正确。", "See whether the stick is in and the path right."))
        case .folder:
            self.init(
                Phrase("这是文件夹，不是文件：\(path)", "This is a folder and no file: \(path)"),
                safe: .nothingChanged,
                advice: Phrase("请写出其中的文件名。", "Name a file in it."))
        case .forbidden:
            self.init(
                Phrase(
                    "不能读写：没有权限，或优盘是只读的：\(path)",
                    "You may not read or write it, or the stick is write-protected: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请检查权限和优盘的写保护，或换一个地方。",
                    "Check your rights and the lock of the stick, or choose another place."))
        case .full: self = .noRoom(path)
        case .differs: self = .differs(path)
        case .broken:
            self.init(
                Phrase(
                    "读写失败：优盘或磁盘坏了，或被拔出：\(path)",
                    "Reading or writing failed; the stick or disk is broken or was pulled out: \(path)"
                ),
                safe: .noHalf,
                advice: Phrase("请换一个优盘再做一次。", "Take another stick and do it again."))
        }
    }

    private static func noRoom(_ path: String) -> Explanation {
        Explanation(
            Phrase(
                "优盘或磁盘满了，文件没有写成：\(path)",
                "The stick or disk is full; the file was not written: \(path)"),
            safe: .noHalf,
            advice: Phrase(
                "请在上面腾出空间，或换一个优盘，再写一次。",
                "Make room on it or take another stick, and write it again."))
    }

    private static func differs(_ path: String) -> Explanation {
        Explanation(
            Phrase(
                "写进优盘的内容读回来不一样，优盘坏了或容量是假的：\(path)",
                "What was written reads back differently, the stick is broken or of false size: \(path)"
            ),
            safe: .noHalf,
            advice: Phrase("请换一个优盘再写一次。", "Take another stick and write it again."))
    }
}

extension Phrase {
    /// What is safe when a file could not be written.
    fileprivate static let noHalf = Phrase(
        "本机的数据都在，没有留下半个文件。", "The data here are safe, and no half of a file is left.")
}
