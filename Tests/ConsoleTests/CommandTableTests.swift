import Console
import Programme
import Testing

@Suite("Commands")
struct CommandTableTests {
    static let tables = Program.allCases.map { CommandTable($0) }

    @Test(arguments: tables)
    func `every command has a name of its own, help and examples in both languages`(
        _ table: CommandTable
    ) throws {
        let names = table.commands.map(\.name)
        #expect(Set(names).count == names.count)
        for command in table.commands {
            #expect(!command.examples.isEmpty, "\(command.name)")
            for language in Language.allCases {
                let page = Help(table, language).page(of: command).joined(separator: "\n")
                #expect(page.contains(command.summary.text(language)))
                for option in command.options { #expect(page.contains("--\(option.name)")) }
            }
            for phrase in [command.summary, command.details].compactMap({ $0 }) {
                #expect(phrase.chinese != phrase.english, "\(command.name)")
            }
        }
    }

    @Test(arguments: tables)
    func `every example is a call of its command`(_ table: CommandTable) throws {
        for command in table.commands {
            for example in command.examples {
                let words = try OptionParser.parse(example.split(separator: " ").map(String.init))
                let found = try table.find(words)
                #expect(found.command.name == command.name, "\(example)")
            }
        }
    }

    @Test func `the overview names every command`() {
        for table in Self.tables {
            let text = Help(table, .chinese).overview.joined(separator: "\n")
            for command in table.commands { #expect(text.contains("  \(command.name) ")) }
        }
    }

    @Test(arguments: [
        ([], "no command"), (["fly"], "no command fly"), (["conflict"], "conflict list"),
        (["show"], "show ID"), (["show", "a", "b"], "“b” is too much"),
        (["status", "--reason", "x"], "no option --reason"), (["add"], "TYPE FIELD=VALUE"),
    ])
    func `a command that is not understood is told what is wrong`(
        _ words: [String], _ expected: String
    ) throws {
        let parsed = try OptionParser.parse(words)
        let error = #expect(throws: ConsoleError.self) {
            _ = try CommandTable(.edgeNode).find(parsed)
        }
        guard case .usage(let phrase)? = error else {
            Issue.record("\(words) was refused for another reason")
            return
        }
        #expect(phrase.english.contains(expected), "\(phrase.english)")
    }

    @Test func `a command of one program is not in the other`() {
        let edge = CommandTable(.edgeNode).commands.map(\.name)
        let server = CommandTable(.syncServer).commands.map(\.name)
        #expect(edge.contains("sync") && !server.contains("sync"))
        #expect(server.contains("conflict resolve") && !edge.contains("conflict resolve"))
        #expect(Set(edge).isSuperset(of: ["add", "set", "show", "history", "list", "import"]))
        #expect(
            Set(server).isSuperset(of: [
                "office list", "office add", "office import", "node invite", "node list",
                "node revoke", "node confirm", "node enroll", "user add", "user list",
                "user set-roles",
                "user disable", "forward", "quarantine admit", "quarantine refuse",
                "export-bundle", "import-bundle", "recovered", "audit list",
            ]))
    }
}
