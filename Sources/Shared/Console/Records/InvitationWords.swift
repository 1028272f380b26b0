internal import Programme
internal import Replication
package import Sync
internal import Wire

/// An invitation as somebody was given it: a code with an address, or a file.
package struct InvitationWords {
    /// The code.
    package let code: InvitationCode
    /// Whether it belongs to a practice world.
    package let isPractice: Bool
    /// Where the server answers, best first.
    package let addresses: [String]
    /// SHA-256 of the keys that its certificate may show; empty if only the code is known, whose
    /// fingerprint the signed answer must fit.
    package let pins: [[UInt8]]

    /// An invitation from its parts.
    package init(code: InvitationCode, isPractice: Bool, addresses: [String], pins: [[UInt8]]) {
        self.code = code
        self.isPractice = isPractice
        self.addresses = addresses
        self.pins = pins
    }

    /// The invitation of a command's options.
    ///
    /// - Parameter address: the option that holds the server's address; nil where none is needed.
    package init(_ context: CommandContext, address: CommandOption?) throws {
        let given = address.flatMap { context.words.options[$0.name] } ?? []
        if let path = context.words.value(.invitationFile) {
            let invitation = try Self.read(path)
            self.init(
                code: try Self.code(invitation.code), isPractice: invitation.isPractice,
                addresses: given + invitation.addresses, pins: invitation.pins)
        } else {
            self.init(
                code: try Self.code(try context.require(.invitation)),
                isPractice: context.words.has(.practice), addresses: given, pins: [])
        }
        if let address, addresses.isEmpty { _ = try context.require(address) }
    }

    private static func code(_ text: String) throws(ConsoleError) -> InvitationCode {
        guard let code = InvitationCode(text) else {
            throw .refused(
                Explanation(
                    Phrase(
                        "邀请码不对：有字母写错了。", "The invitation's code is wrong: a letter is mistaken."),
                    safe: Phrase(
                        "什么都没有发送，邀请没有用掉。", "Nothing was sent; the invitation is still good."),
                    advice: Phrase("请再核对一遍邀请码。", "Compare the code once more.")))
        }
        return code
    }

    private static func read(_ path: String) throws -> Invitation {
        let bytes = try Files.read(path)
        guard let envelope = try? Envelope(decoding: bytes),
            let invitation = try? Invitation(decoding: envelope.payload)
        else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("这不是邀请文件：\(path)", "The file is no invitation: \(path)"),
                    safe: .nothingChanged,
                    advice: Phrase(
                        "请找由 node invite --file 写的文件。",
                        "Look for the file of node invite --file.")))
        }
        return invitation
    }
}
