internal import Programme
package import Sync
internal import Wire

extension Explanation {
    /// Why a bundle cannot be read or written.
    package init(_ error: BundleError) {
        let safe = Phrase(
            "数据包里的内容一点也没有并入，本机数据没有改动。",
            "Nothing of the bundle was applied; the data here are unchanged.")
        switch error {
        case .file(let words):
            self.init(
                Phrase("文件打不开或写不进：\(words)", "The file cannot be opened or written: \(words)"),
                safe: safe,
                advice: Phrase(
                    "请检查优盘是否插好、路径是否正确。", "See whether the stick is in and the path right."))
        case .notABundle:
            self.init(
                Phrase("这不是数据包。", "The file is no bundle."), safe: safe,
                advice: Phrase("请找由 export-bundle 写的文件。", "Look for a file of export-bundle."))
        case .damaged: self.init(.bundleDamaged, safe: safe)
        case .otherRecipient: self.init(.bundleRecipient, safe: safe)
        case .unauthentic:
            self.init(
                Phrase(
                    "数据包来自不认识的节点，或签名不对。",
                    "The bundle comes from an unknown node, or is not signed by it."),
                safe: safe,
                advice: Phrase(
                    "请核对是谁给的文件；节点要先登记。",
                    "Ask who gave the file; a node must be enrolled first."))
        case .otherWorld: self.init(.world, safe: safe)
        case .readBack:
            self.init(
                Phrase(
                    "写进优盘的内容读回来不一样：优盘坏了或满了。",
                    "What was written reads back differently: the stick is broken or full."),
                safe: Phrase("本机的数据都在。", "The data here are safe."),
                advice: Phrase("请换一个优盘再写一次。", "Take another stick and write it again."))
        case .refused(let denial): self.init(denial)
        }
    }

    private init(_ code: RefusalCode, safe: Phrase) {
        self.init(code.happened, safe: safe, advice: code.advice)
    }
}
