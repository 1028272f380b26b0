package import Programme

/// The commands of a program.
package struct CommandTable: Sendable {
    /// Which program.
    package let program: Program
    /// Its commands, in the order of the help.
    package let commands: [Command]

    /// The commands that a program has.
    package init(_ program: Program, _ all: [Command] = CommandTable.every) {
        self.program = program
        commands = all.filter { $0.programs.contains(program) }
    }

    /// The command that words begin with, and the operands behind its name.
    package func find(_ words: Words) throws(ConsoleError) -> (command: Command, operands: [String])
    {
        let found = commands.filter { command in
            words.operands.starts(with: command.name.split(separator: " ").map(String.init))
        }
        guard let command = found.max(by: { $0.nameLength < $1.nameLength }) else {
            throw .usage(complaint(about: words.operands))
        }
        let operands = Array(words.operands.dropFirst(command.nameLength))
        try check(words, operands, of: command)
        return (command, operands)
    }

    private func check(
        _ words: Words, _ operands: [String], of command: Command
    ) throws(ConsoleError) {
        let known = Set((CommandOption.common + command.options).map(\.name))
        if let option = words.options.keys.sorted().first(where: { !known.contains($0) }) {
            throw .usage(
                Phrase(
                    "\(command.name) 没有选项 --\(option)。",
                    "\(command.name) has no option --\(option)."))
        }
        if words.has(.help) { return }
        if operands.count < command.operandCount.lowerBound {
            throw .usage(
                Phrase(
                    "缺少参数。\(usage(of: command).chinese)",
                    "Something is missing. \(usage(of: command).english)"))
        }
        if let surplus = operands.dropFirst(command.operandCount.upperBound).first {
            throw .usage(
                Phrase(
                    "多了“\(surplus)”。\(usage(of: command).chinese)",
                    "“\(surplus)” is too much. \(usage(of: command).english)"))
        }
    }

    /// How a command is called.
    package func usage(of command: Command) -> Phrase {
        let call = "\(program.rawValue) \(command.name)"
        let operands = command.operands
        guard operands != .none else { return Phrase("用法：\(call)", "Usage: \(call)") }
        return Phrase(
            "用法：\(call) \(operands.chinese)", "Usage: \(call) \(operands.english)")
    }

    private func complaint(about words: [String]) -> Phrase {
        guard let first = words.first else {
            return Phrase(
                "没有给出命令。用 \(program.rawValue) --help 查看全部命令。",
                "There is no command. See all of them with \(program.rawValue) --help")
        }
        let family = commands.filter { $0.name.hasPrefix(first + " ") }.map(\.name)
        if !family.isEmpty {
            let names = family.joined(separator: " | ")
            return Phrase("\(first) 要说明做什么：\(names)", "\(first) what? \(names)")
        }
        return Phrase(
            "没有 \(first) 这个命令。用 \(program.rawValue) --help 查看全部命令。",
            "There is no command \(first). See all of them with \(program.rawValue) --help")
    }
}
