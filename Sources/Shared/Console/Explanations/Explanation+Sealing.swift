internal import Programme
internal import Replication
internal import Sync

extension Explanation {
    /// Why a submission was not sealed.
    init(_ error: SealingError) {
        if case .entry(let cause) = error {
            self.init(of: cause)
            return
        }
        let (happened, advice) = Self.words(of: error)
        self.init(happened, safe: .nothingChanged, advice: advice)
    }

    private static func words(of error: SealingError) -> (Phrase, Phrase) {
        switch error {
        case .tier:
            (
                Phrase("这一级没有年度提交。", "An office of this tier submits nothing."),
                Phrase(
                    "乡镇、县、省提交；全国用 submission total 合计。",
                    "Townships, counties and provinces do; the nation adds up with submission total."
                )
            )
        case .awaited(let towns):
            (
                Phrase(
                    "这些乡镇的提交还没有接受：\(codes(towns))。",
                    "The submissions of these townships are not accepted yet: \(codes(towns))."),
                Phrase(
                    "先 submission accept，或用 --without 写明不含哪些。",
                    "Accept them (submission accept), or name those left out with --without.")
            )
        case .faults(let faults):
            (
                Phrase(
                    "CK-97 数字互相对不上：\(faults.map(\.text).joined(separator: "；"))。",
                    "CK-97 The figures do not add up: \(faults.map(\.text).joined(separator: "; "))."
                ),
                Phrase(
                    "请看 hold list，改正或冲销后再封存。",
                    "See hold list; correct or reverse, then seal.")
            )
        case .reason(let revision):
            (
                Phrase(
                    "已经封存过，这是第 \(revision) 版，要写明理由。",
                    "It was sealed before; revision \(revision) needs a reason."),
                Phrase("加 --reason 文字。", "Add --reason TEXT.")
            )
        case .same(let record):
            (
                Phrase(
                    "与上一版 \(record) 完全相同，没有再封存。",
                    "It is the same as the revision before, \(record), and was not sealed again."),
                Phrase("有改动以后再封存。", "Seal again when something has changed.")
            )
        case .tooLarge, .entry:
            (
                Phrase("一份提交装不下这么多乡镇。", "There are more townships than one sheet holds."),
                Phrase("请告诉管理员。", "Tell the administrator.")
            )
        }
    }

    private static func codes(_ divisions: [DivisionCode]) -> String {
        divisions.map(\.description).joined(separator: " ")
    }
}
