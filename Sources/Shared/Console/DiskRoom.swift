internal import Foundation
internal import Programme

/// Whether the disk of a replica has room for the next weeks, told before it breaks.
package struct DiskRoom {
    private let services: Services
    private let directory: String

    /// The least that is enough, bytes: a night's work of a large county, and a browser beside it.
    private static let bytesMin: UInt64 = 64 << 20

    /// What one act may write, bytes: with less, a disk is full.
    private static let actBytes: UInt64 = 64 << 10

    /// The disk of a folder.
    package init(_ services: Services, _ directory: String) {
        self.services = services
        self.directory = directory
    }

    /// What to tell a person; nil if there is room enough.
    ///
    /// A backup and an upgrade each write the database once more, so it must fit twice.
    package var warning: Explanation? {
        guard let free = services.room(directory) else { return nil }
        let facts = try? FileManager.default.attributesOfItem(atPath: directory + "/replica.db")
        let needed = max(Self.bytesMin, 2 * (facts?[.size] as? UInt64 ?? 0))
        guard free < needed else { return nil }
        let left = free < 1 << 20 ? "\(free >> 10) kB" : "\(free >> 20) MB"
        let wanted = needed >> 20
        return Explanation(
            free < Self.actBytes
                ? Phrase(
                    "磁盘满了：都能查看，新的内容存不下。",
                    "The disk is full: everything can be read, and nothing new will fit.")
                : Phrase(
                    "磁盘快满了：只剩 \(left)，至少要有 \(wanted) MB。",
                    "The disk is nearly full: \(left) are left, \(wanted) MB should be."),
            safe: .savedIsSafe,
            advice: Phrase(
                "请删除不用的文件，腾出空间；数据文件夹里的文件不要删。",
                "Make room on it; delete nothing in the data folder."))
    }
}
