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
        case .file(let fault): self.init(fault)
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
        case .refused(let denial): self.init(denial)
        }
    }

    private init(_ code: RefusalCode, safe: Phrase) {
        self.init(code.happened, safe: safe, advice: code.advice)
    }
}
