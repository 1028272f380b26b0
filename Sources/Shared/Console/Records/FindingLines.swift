package import Programme
internal import Replication
package import Sync

/// Says what the checks found on a record that was saved all the same.
package enum FindingLines {
    /// One line per finding.
    package static func tell(_ findings: [Finding], _ output: Output) {
        output.set(
            "findings",
            .list(
                findings.map {
                    .object([
                        "check": .text($0.check.name),
                        "other": $0.other.map { .text($0.description) } ?? .null,
                    ])
                }))
        for finding in findings {
            let other = finding.other.map { " \($0)" } ?? ""
            let text = finding.check.phrase
            output.say(
                Phrase(
                    "注意 \(finding.check.name)：\(text.chinese)\(other)",
                    "Note \(finding.check.name): \(text.english)\(other)"))
        }
    }

    /// One line per date that was entered for something that has happened and is still to come by
    /// this clock, which may be wrong: nothing is refused.
    ///
    /// - Parameter now: Unix milliseconds.
    package static func tellDays(_ changes: [FieldChange], now: UInt64, _ output: Output) {
        let today = WallTime(milliseconds: now).day
        for change in changes where change.field.isPast {
            guard case .text(let day) = change.after, day > today else { continue }
            let label = change.field.label
            output.say(
                Phrase(
                    "注意：\(label.chinese) \(day) 在今天（\(today)）以后，请核对。",
                    "Note: \(label.english) \(day) lies after today (\(today)): check it."))
        }
    }
}
