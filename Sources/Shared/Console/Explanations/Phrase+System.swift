internal import Programme

extension Phrase {
    /// What the system or the database says is in the way, for people: the few reasons that they can
    /// do something about in their language, the rest as a code for who helps them.
    ///
    /// - Parameter words: `PATH: Permission denied`, or `SQLite corrupt (26): …`.
    static func system(_ words: String) -> Phrase {
        if words.hasPrefix("SQLite "), let code = code(in: words) {
            return Phrase("（代码 \(code)）", " (code \(code))")
        }
        for (english, chinese) in reasons where words.hasSuffix(": " + english) {
            let place = words.dropLast(english.count + 2)
            return Phrase("：\(place)（\(chinese)）", ": \(place) (\(english))")
        }
        return Phrase("：\(words)", ": \(words)")
    }

    /// The number in the first brackets.
    private static func code(in words: String) -> Int? {
        guard let start = words.firstIndex(of: "("), let end = words[start...].firstIndex(of: ")")
        else { return nil }
        return Int(words[words.index(after: start)..<end])
    }

    private static let reasons = [
        ("Permission denied", "没有权限"), ("Operation not permitted", "没有权限"),
        ("No such file or directory", "没有这个文件夹"), ("Not a directory", "不是文件夹"),
        ("Is a directory", "是文件夹"), ("File exists", "已经存在"),
        ("Read-only file system", "只能读，不能写"), ("No space left on device", "磁盘满了"),
        ("Input/output error", "读写出错"), ("File name too long", "名字太长"),
    ]
}
