internal import Programme
internal import Storage
internal import Sync

extension Explanation {
    /// The explanation of whatever a command threw.
    package init(of error: any Error) {
        switch error {
        case let error as StorageError: self.init(error)
        case let error as SyncError: self.init(error)
        case let error as PeerError: self.init(error)
        case let error as BundleError: self.init(error)
        case let fault as FileFault: self.init(fault)
        case let error as EntryError: self.init(error)
        case let error as SealingError: self.init(error)
        case let error as Denial: self.init(error)
        case ConsoleError.refused(let explanation): self = explanation
        case ConsoleError.usage(let phrase):
            self.init(
                phrase, safe: .nothingChanged, advice: Phrase("加 --help 查看用法。", "See --help."))
        default:
            self.init(
                Phrase("程序出错：\(error)", "The program failed: \(error)"), safe: .savedIsSafe,
                advice: Phrase(
                    "请记下这句话，告诉管理员。", "Write this down and tell the administrator."))
        }
    }
}
