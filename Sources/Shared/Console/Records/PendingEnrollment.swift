internal import Foundation
internal import Programme
internal import Replication
package import Sync

/// The keys of a node that has asked to be enrolled and has no answer yet.
///
/// They lie beside the data directory, readable for their owner alone. Who asks again, because the
/// answer was lost or the disk was full, asks with the same keys: the server knows the node and
/// gives the same answer, although the invitation is used.
package struct PendingEnrollment {
    private let path: String

    /// What is kept for a data directory.
    package init(_ directory: String) {
        path = (directory as NSString).standardizingPath + ".enrollment"
    }

    /// What was kept; nil if nothing was.
    package func load() throws -> (candidate: Enrollment.Candidate, invitation: InvitationWords)? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var lines: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            if parts.count == 2 { lines[parts[0], default: []].append(parts[1]) }
        }
        guard let candidate = lines["keys"]?.first.flatMap(Hexadecimal.bytes),
            let known = Enrollment.Candidate(bytes: candidate),
            let code = lines["code"]?.first.flatMap({ InvitationCode($0) })
        else { throw damaged }
        let invitation = InvitationWords(
            code: code, isPractice: lines["practice"]?.first == "yes",
            addresses: lines["address"] ?? [],
            pins: (lines["pin"] ?? []).compactMap(Hexadecimal.bytes))
        return (known, invitation)
    }

    /// Keeps keys before anything is sent.
    package func save(_ candidate: Enrollment.Candidate, _ invitation: InvitationWords) throws {
        let lines =
            [
                "keys \(Hexadecimal.text(candidate.bytes))", "code \(invitation.code.text)",
                "practice \(invitation.isPractice ? "yes" : "no")",
            ] + invitation.addresses.map { "address \($0)" }
            + invitation.pins.map { "pin \(Hexadecimal.text($0))" }
        try Files.write(
            Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
    }

    /// Forgets them: the replica has them now, and is finished.
    package func remove() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    private var damaged: ConsoleError {
        .refused(
            Explanation(
                Phrase("未完成的登记读不出来：\(path)", "The unfinished enrollment cannot be read: \(path)"),
                safe: .nothingChanged,
                advice: Phrase(
                    "请要一个新的邀请，删除这个文件后重来。",
                    "Ask for a new invitation, delete this file and begin again.")))
    }
}

/// Bytes as lower-case hexadecimal digits.
package enum Hexadecimal {
    /// The digits of bytes.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The bytes of digits; nil if a letter is none or one is missing.
    package static func bytes(_ text: String) -> [UInt8]? {
        let letters = Array(text.utf8)
        guard letters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: letters.count, by: 2) {
            let pair = String(decoding: letters[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16), pair.first != "+" else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
