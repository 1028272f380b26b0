package import Programme

/// One command: how it is called, what it does, who has it.
///
/// Help, the check of its options and the way of its files all come out of this entry.
package struct Command: Sendable {
    /// What must be there before it can run.
    package enum Needs: Sendable {
        /// Nothing: it makes a replica or speaks of none.
        case nothing
        /// An open replica, in this process or in the one that has it.
        case replica
        /// The data directory, in use by nobody.
        case directory
    }

    /// What a command does with a file that is named by an operand.
    ///
    /// The caller opens files, not the program that runs beside it: paths are meant as seen from
    /// where the person stands, and with his rights.
    package enum FileUse: Hashable, Sendable {
        /// The operand of this place is read.
        case reads(Int)
        /// The operand of this place is written.
        case writes(Int)
        /// The value of an option is written.
        case writesOption(CommandOption)
    }

    /// Its words, `conflict show`.
    package let name: String
    /// The programs that have it.
    package let programs: Set<Program>
    /// Its operands, as help shows them.
    package let operands: Phrase
    /// How many operands it takes.
    package let operandCount: ClosedRange<Int>
    /// What it does, in one sentence.
    package let summary: Phrase
    /// What else one must know.
    package let details: Phrase?
    /// The options besides those that all have.
    package let options: [CommandOption]
    /// Calls without the program's name, each of which works; `ID` stands for a record's number.
    package let examples: [String]
    /// What must be there.
    package let needs: Needs
    /// Its files.
    package let files: [FileUse]
    /// What it does.
    package let run: @Sendable (CommandContext) throws -> ExitCode

    /// A command from its parts.
    package init(
        _ name: String, in programs: Set<Program> = Set(Program.allCases),
        operands: Phrase = .none, count: ClosedRange<Int> = 0...0, summary: Phrase,
        details: Phrase? = nil, options: [CommandOption] = [], examples: [String],
        needs: Needs = .replica, files: [FileUse] = [],
        run: @escaping @Sendable (CommandContext) throws -> ExitCode
    ) {
        self.name = name
        self.programs = programs
        self.operands = operands
        operandCount = count
        self.summary = summary
        self.details = details
        self.options = options
        self.examples = examples
        self.needs = needs
        self.files = files
        self.run = run
    }

    /// How many words its name has.
    package var nameLength: Int { name.split(separator: " ").count }
}
