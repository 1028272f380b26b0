internal import Programme

/// The help of a program and of each command, out of the table of commands.
package struct Help {
    private let table: CommandTable
    private let language: Language

    /// Help in a language.
    package init(_ table: CommandTable, _ language: Language) {
        self.table = table
        self.language = language
    }

    /// All commands, one to a line.
    package var overview: [String] {
        let calls = table.commands.map { command in
            "\(command.name) \(command.operands.text(language))"
        }
        let first = Phrase(
            "用法：\(table.program.rawValue) 命令 …　　每个命令的说明：\(table.program.rawValue) 命令 --help",
            "Usage: \(table.program.rawValue) COMMAND …   more: \(table.program.rawValue) COMMAND --help"
        )
        return [first.text(language), ""]
            + list(zip(calls, table.commands.map { $0.summary.text(language) }))
            + ["", Phrase("所有命令都有：", "All commands take:").text(language)]
            + options(CommandOption.common)
    }

    /// How one command is used, with examples.
    package func page(of command: Command) -> [String] {
        var lines = [table.usage(of: command).text(language), command.summary.text(language)]
        if let details = command.details { lines.append(details.text(language)) }
        lines += ["", Phrase("选项：", "Options:").text(language)]
        lines += options(command.options + CommandOption.common)
        lines += ["", Phrase("例子：", "Examples:").text(language)]
        return lines + command.examples.map { "  \(table.program.rawValue) \($0)" }
    }

    private func options(_ options: [CommandOption]) -> [String] {
        let names = options.map { option in
            "--\(option.name)" + (option.value.map { " " + $0.text(language) } ?? "")
        }
        return list(zip(names, options.map { $0.help.text(language) }))
    }

    /// Words and what they mean, the meanings under each other.
    private func list(_ pairs: some Sequence<(String, String)>) -> [String] {
        let pairs = Array(pairs)
        let width = pairs.map { DisplayWidth.of($0.0) }.filter { $0 <= 40 }.max() ?? 0
        return pairs.flatMap { name, meaning in
            DisplayWidth.of(name) > width
                ? ["  " + name, String(repeating: " ", count: width + 4) + meaning]
                : ["  " + DisplayWidth.padded(name, to: width) + "  " + meaning]
        }
    }
}
