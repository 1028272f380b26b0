package import Programme
internal import Replication

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
}
