internal import Programme
internal import Storage

extension RenewalReason {
    /// Why a replica goes on under a new name, in a few words.
    var phrase: Phrase {
        switch self {
        case .markAhead: Phrase("放回了旧数据", "old data were put back")
        case .markMissing: Phrase("缺少标记文件", "its mark file is missing")
        case .backupOpened: Phrase("打开了备份", "a backup was opened")
        case .machineChanged: Phrase("换了电脑或硬盘", "another machine or disk")
        case .rolledBack: Phrase("上级知道更新的修改", "the parent knows later changes")
        case .forked: Phrase("上级知道另一份历史", "the parent knows another history")
        case .cloned: Phrase("另有一台电脑在用", "another machine uses them too")
        }
    }

    /// The reasons by which the audit names a renewal.
    static let every: [RenewalReason] = [
        .markAhead(sequence: 0), .markMissing, .backupOpened, .machineChanged, .rolledBack, .forked,
        .cloned,
    ]

    /// The word of the audit, without what it counts.
    var word: Substring { "\(self)".prefix { $0 != "(" } }
}
