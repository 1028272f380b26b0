internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// What a county that starts has entered of its past, beside what its paper says.
enum TakeoverCommands {
    /// The commands of this family, in the order of the help.
    static let all = [takeover]

    private static let takeover = Command(
        "takeover", in: [.syncServer],
        summary: Phrase(
            "把录入的历史各期与纸质台账的合计逐期核对",
            "compare the batches taken over from paper with the paper's totals"),
        details: Phrase(
            "历史各期先用 import batch 录入（taken_over=是，并写纸上的合计），再导入家庭、人员、合同、发放和还款；这些期的记录有问题时不阻止录入，只列入 hold list。",
            "Enter past batches with import batch (taken_over=yes and the paper's totals), then households, persons, contracts, pay-outs and repayments. On records of these batches checks stop nothing: see hold list."
        ),
        options: [.csv], examples: ["takeover", "takeover --csv"]
    ) { context in
        let output = context.output
        let (table, different) = try context.replica.store.reading { snapshot in
            try Takeover(snapshot, under: context.replica.office).table()
        }
        if context.words.has(.csv) {
            output.raw(
                table.separated(output.reader.language).joined(separator: "\n") + "\n")
        } else {
            output.show(
                "batches", table,
                ifEmpty: Phrase("没有从纸质台账接入的期次。", "No batch was taken over from paper."))
            output.fact("different", Phrase("不一致的期次", "batches that differ"), .count(different))
        }
        return different == 0 ? .done : .refused
    }
}
