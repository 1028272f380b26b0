package import Programme
package import Replication
internal import Storage
package import Sync

/// What a command works with.
package final class CommandContext {
    /// The operands behind the command's name.
    package let operands: [String]
    /// The options.
    package let words: Words
    /// Where it says what it has to say.
    package let output: Output
    /// What the front door lends.
    package let services: Services
    /// The folder of the replica.
    package let directory: String
    /// Where files of operands lie here, if not where the operand says.
    package let files: Files
    private let opened: Replica?

    /// Files that stand for those of operands: a command that came through the control socket finds
    /// what it reads, and leaves what it writes, in the data directory.
    package struct Files: Hashable, Sendable {
        /// What is read.
        package var input: String?
        /// What is written.
        package var output: String?

        /// Files; nil where the operand itself is meant.
        package init(input: String? = nil, output: String? = nil) {
            self.input = input
            self.output = output
        }
    }

    /// A context.
    package init(
        operands: [String], words: Words, output: Output, services: Services, directory: String,
        files: Files = Files(), replica: Replica? = nil
    ) {
        self.operands = operands
        self.words = words
        self.output = output
        self.services = services
        self.directory = directory
        self.files = files
        opened = replica
    }

    /// The replica, which is open.
    package var replica: Replica {
        guard let opened else {
            preconditionFailure("a command that needs a replica is given one")
        }
        return opened
    }

    /// The path of an operand that is read.
    package func input(_ place: Int) -> String { files.input ?? operands[place] }

    /// The path of an operand that is written.
    package func output(_ place: Int) -> String { files.output ?? operands[place] }

    /// Who acts: the person of `--as`, or the only one of the office.
    package func actor() throws -> Actor {
        try replica.actor(login: words.value(.actor))
    }

    /// The time of `--clock`, Unix milliseconds; nil without it.
    package func time() throws -> UInt64? {
        guard let text = words.value(.clock) else { return nil }
        let isPractice = opened?.store.identity.isPractice ?? words.has(.practice)
        guard isPractice else { throw EntryError.practiceOnly }
        guard let time = WallTime(text) else {
            throw ConsoleError.usage(
                Phrase(
                    "--clock 要写成 2017-07-01T21:04。", "--clock takes 2017-07-01T21:04."))
        }
        return time.milliseconds
    }

    /// The option's value.
    package func require(_ option: CommandOption) throws(ConsoleError) -> String {
        guard let value = words.value(option), !value.isEmpty else {
            throw .usage(
                Phrase("缺少 --\(option.name)。", "--\(option.name) is missing."))
        }
        return value
    }

    /// An option that is a whole number from 1.
    package func number(_ option: CommandOption, orElse: Int) throws(ConsoleError) -> Int {
        guard let text = words.value(option) else { return orElse }
        guard let number = Int(text), number > 0 else {
            throw .usage(
                Phrase(
                    "--\(option.name) 要写从 1 起的整数。",
                    "--\(option.name) takes a whole number from 1."))
        }
        return number
    }

    /// A division code that somebody typed.
    package static func division(_ text: String) throws(ConsoleError) -> DivisionCode {
        guard let code = DivisionCode(text) else {
            throw .usage(
                Phrase("“\(text)”不是区划代码。", "“\(text)” is no division code."))
        }
        return code
    }

    /// The division of an option; nil if it was not given.
    package func division(_ option: CommandOption) throws(ConsoleError) -> DivisionCode? {
        guard let text = words.value(option) else { return nil }
        return try Self.division(text)
    }
}
