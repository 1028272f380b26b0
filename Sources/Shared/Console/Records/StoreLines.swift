internal import Programme
package import Storage

/// Says what a check or a copy of the database found.
package struct StoreLines {
    private let output: Output

    /// Lines on an output.
    package init(_ output: Output) { self.output = output }

    /// What `verify` found.
    package func tell(_ report: VerifyReport) {
        output.fact("records", Phrase("记录", "records"), .count(report.records))
        output.fact("changes", Phrase("修改", "changes"), .count(report.changes))
        output.set("faults", .list(report.faults.map(JSONValue.text)))
        guard !report.isSound else {
            return output.say(Phrase("数据库完好。", "The database is sound."))
        }
        report.faults.forEach { output.line(DisplayWidth.printable("  " + $0)) }
        output.say(
            Phrase(
                "发现问题。请复制整个数据文件夹，再用最近的备份恢复，然后同步。",
                "There are faults. Copy the whole folder, restore the last backup, then synchronise."
            ))
    }

    /// What `backup` wrote.
    package func tell(_ report: BackupReport) {
        output.fact("records", Phrase("记录", "records"), .count(report.records))
        output.fact("bytes", Phrase("字节数", "bytes"), .count(report.fileBytes))
    }
}
