internal import Foundation
internal import Programme

/// Small files that commands read and write whole.
package enum Files {
    /// The bytes of a file.
    package static func read(_ path: String) throws(ConsoleError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .refused(
                Explanation(
                    Phrase("文件打不开：\(path)", "The file cannot be opened: \(path)"),
                    safe: .nothingChanged,
                    advice: Phrase(
                        "请核对文件名，优盘是否插好。", "Check its name, and whether the stick is in.")))
        }
        return [UInt8](data)
    }

    /// Writes a file whole or not at all.
    ///
    /// - Parameter isSecret: whether its owner alone may read it.
    package static func write(
        _ bytes: [UInt8], to path: String, isSecret: Bool = false
    ) throws(ConsoleError) {
        let part = path + ".part"
        let mode = isSecret ? 0o600 : 0o644
        let isMade = FileManager.default.createFile(
            atPath: part, contents: Data(bytes), attributes: [.posixPermissions: mode])
        do {
            guard isMade, let handle = FileHandle(forWritingAtPath: part) else {
                throw CocoaError(.fileWriteUnknown)
            }
            try handle.synchronize()
            try handle.close()
            // One step: at no moment is there neither the old file nor the new one.
            guard unsafe rename(part, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw .refused(
                Explanation(
                    Phrase("文件写不进：\(path)", "The file cannot be written: \(path)"),
                    safe: Phrase("数据没有改动。", "The data are unchanged."),
                    advice: Phrase(
                        "请检查优盘是否已满、是否只读。",
                        "See whether the stick is full or write-protected.")))
        }
    }
}
