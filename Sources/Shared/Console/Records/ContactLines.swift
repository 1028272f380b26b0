package import Programme
package import Sync

/// Says what a contact with the parent has done.
package struct ContactLines {
    private let output: Output

    /// Lines on an output.
    package init(_ output: Output) { self.output = output }

    /// From how far on a clock is called wrong: the checks of dates still forgive this much.
    package static let clockTolerance: Int64 = 10 * 60 * 1_000

    /// - Parameter now: Unix milliseconds.
    package func tell(_ report: Contact.Report, at now: UInt64) {
        output.fact("pushed", Phrase("上级已收下", "the parent has received"), .count(report.pushed))
        output.fact("pulled", Phrase("收到", "received"), .count(report.pulled))
        if report.exceptions > 0 || output.reader.wantsJSON {
            output.fact(
                "exceptions", Phrase("上级没有并入（见 status）", "not merged there (see status)"),
                .count(report.exceptions))
        }
        output.set("repaired", .integer(Int64(report.repaired)))
        output.set("clock_offset_ms", .integer(report.clockOffset))
        output.set("equal", .bool(report.isEqual))
        tellRenewal(report.renewal)
        tellClock(report.clockOffset)
        output.set("recovering", .bool(report.isRecovering))
        if report.isRecovering {
            output.say(
                Phrase(
                    "本服务器刚从备份恢复：下级都联系过以后，再与上级核对。",
                    "This server was restored from a backup: it is compared with its parent when all below have called."
                ))
        }
        if report.isParentRecovering {
            output.say(
                Phrase(
                    "上级刚从备份恢复，正在补齐数据。",
                    "The parent was restored from a backup and is getting its data back."))
        }
        if report.isEqual {
            let time = WallTime(milliseconds: now).text
            output.say(Phrase("与上级一致，\(time)。", "The same as the parent, \(time)."))
        }
    }

    /// Whether this replica went on under a new name, and what to do.
    package func tellRenewal(_ renewal: Contact.Renewal?) {
        switch renewal {
        case nil: output.set("renewal", .null)
        case .rolledBack:
            output.set("renewal", .text("rolled_back"))
            output.say(
                Phrase(
                    "打开的是旧的数据：已换新编号继续，上级有的都已取回。",
                    "Old data had been opened: it goes on under a new name; all the parent has is back."
                ))
        case .forked(let count):
            output.set("renewal", .text("forked"))
            output.set("rewritten", .integer(Int64(count)))
            output.say(
                Phrase(
                    "这份数据有两台电脑在用：本机已换新编号，\(count) 处修改重新写入。请停用其中一台。",
                    "Two machines use these data: this one has a new name and wrote \(count) changes again. Stop one of them."
                ))
        }
    }

    private func tellClock(_ offset: Int64) {
        guard abs(offset) > Self.clockTolerance else { return }
        let span = Self.span(offset)
        let chinese = offset > 0 ? "慢" : "快"
        let english = offset > 0 ? "behind" : "ahead of"
        output.say(
            Phrase(
                "本机时钟比上级\(chinese) \(span.chinese)，请校准；数据不受影响。",
                "This clock is \(span.english) \(english) the parent's: set it. No data are affected."
            ))
    }

    /// How far two clocks are apart, in the unit that people would use.
    ///
    /// - Parameter offset: milliseconds, either way.
    package static func span(_ offset: Int64) -> Phrase {
        let minutes = offset.magnitude / 60_000
        return switch minutes {
        case 0..<180: Phrase("\(minutes) 分钟", "\(minutes) minutes")
        case 180..<4_320: Phrase("\(minutes / 60) 小时", "\(minutes / 60) hours")
        default: Phrase("\(minutes / 1_440) 天", "\(minutes / 1_440) days")
        }
    }
}
