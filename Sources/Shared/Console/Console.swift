internal import Foundation
internal import Programme
internal import Storage
package import Sync

/// Takes a command line to its end: words → command → replica → what is printed → exit code.
///
/// A command whose directory is open in another program is run there: the same words, the same
/// code, another process.
package struct Console: Sendable {
    private let services: Services
    private let table: CommandTable

    /// The commands of a program over what its front door lends.
    package init(_ services: Services) {
        self.services = services
        table = CommandTable(services.program)
    }

    /// Runs a command line in this process, or in the one that has the directory open.
    ///
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - reader: who reads; `--json` is found here.
    package func run(
        _ arguments: [String], for reader: Output.Reader, to sink: Output.Sink
    ) -> ExitCode {
        attend(arguments, reader, sink) { call, output in
            try run(call, output, sink, arguments)
        }
    }

    /// Runs a command line on an open replica: what `serve` does with an errand.
    ///
    /// - Parameter files: where the files of the command lie here.
    package func perform(
        _ errand: Errand, files: CommandContext.Files, on replica: Replica, to sink: Output.Sink
    ) -> ExitCode {
        attend(errand.words, errand.reader, sink) { call, output in
            guard call.command.needs == .replica else {
                throw ConsoleError.refused(
                    Explanation(
                        StorageError.inUse(
                            pid: ProcessInfo.processInfo.processIdentifier, isServing: true)))
            }
            return .here(
                try execute(call, output, directory: errand.directory, files, replica))
        }
    }

    /// Where a command came to its end: elsewhere its output is complete already.
    private enum Ending {
        case here(ExitCode)
        case elsewhere(ExitCode)
    }

    private struct Call {
        let command: Command
        let operands: [String]
        let words: Words
    }

    /// Understands the words, answers those that ask for help, and tells what goes wrong.
    private func attend(
        _ arguments: [String], _ reader: Output.Reader, _ sink: Output.Sink,
        _ body: (Call, Output) throws -> Ending
    ) -> ExitCode {
        var reader = reader
        reader.wantsJSON = reader.wantsJSON || arguments.contains("--json")
        let output = Output(reader, to: sink)
        var code = ExitCode.done
        do {
            let words = try OptionParser.parse(arguments)
            if words.operands.isEmpty, answered(words, output) { return .done }
            let (command, operands) = try table.find(words)
            if words.has(.help) {
                let lines = Help(table, reader.language).page(of: command)
                output.raw(lines.joined(separator: "\n") + "\n")
                return .done
            }
            let call = Call(command: command, operands: operands, words: words)
            switch try body(call, output) {
            case .here(let ending): code = ending
            case .elsewhere(let ending): return ending
            }
        } catch {
            if case ConsoleError.usage = error { code = .usage } else { code = .refused }
            output.complain(Explanation(of: error))
        }
        output.finish(code)
        return code
    }

    /// `--help` and `--version` without a command.
    private func answered(_ words: Words, _ output: Output) -> Bool {
        if words.has(.version) {
            if output.reader.wantsJSON {
                output.set("program", .text(services.program.rawValue))
                output.set("version", .text(services.version))
                output.finish(.done)
                return true
            }
            output.raw("\(services.program.rawValue) \(services.version)\n")
            return true
        }
        guard words.has(.help) else { return false }
        let lines = Help(table, output.reader.language).overview
        output.raw(lines.joined(separator: "\n") + "\n")
        return true
    }

    private func run(
        _ call: Call, _ output: Output, _ sink: Output.Sink, _ arguments: [String]
    ) throws -> Ending {
        let directory = call.words.value(.data) ?? services.directory
        guard call.command.needs == .replica else {
            return .here(try execute(call, output, directory: directory, .init(), nil))
        }
        let serves = call.command.name == "serve"
        var turn = Turn(output)
        while true {
            do {
                let replica = try Replica.open(services.surroundings(directory))
                defer { try? replica.store.close() }
                try services.program.require(replica.store.identity)
                if serves { replica.store.keepForService() }
                return .here(try execute(call, output, directory: directory, .init(), replica))
            } catch StorageError.inUse(let process, let isServing) {
                let errand = errand(call, arguments, output, directory)
                if !serves, let code = try services.carriers.elsewhere(errand, sink) {
                    return .elsewhere(code)
                }
                // Two programs that serve: the second can only be refused.
                guard !(serves && isServing), turn.waits(for: process) else {
                    throw StorageError.inUse(pid: process, isServing: isServing)
                }
            }
        }
    }

    /// The files that a command line names: what is read and what is written.
    package func files(of arguments: [String]) -> (input: String?, output: String?) {
        guard let words = try? OptionParser.parse(arguments),
            let (command, operands) = try? table.find(words)
        else { return (nil, nil) }
        return Self.files(Call(command: command, operands: operands, words: words))
    }

    private static func files(_ call: Call) -> (input: String?, output: String?) {
        var (input, output): (String?, String?)
        for use in call.command.files {
            switch use {
            case .reads(let place): input = call.operands[place]
            case .writes(let place): output = call.operands[place]
            case .writesOption(let option): output = call.words.value(option)
            }
        }
        return (input, output)
    }

    /// The command for the program that has the directory open.
    private func errand(
        _ call: Call, _ arguments: [String], _ output: Output, _ directory: String
    ) -> Errand {
        let (input, written) = Self.files(call)
        return Errand(
            words: arguments, reader: output.reader, directory: directory,
            program: services.program, input: input, output: written)
    }

    private func execute(
        _ call: Call, _ output: Output, directory: String, _ files: CommandContext.Files,
        _ replica: Replica?
    ) throws -> ExitCode {
        let context = CommandContext(
            operands: call.operands, words: call.words, output: output, services: services,
            directory: directory, files: files, replica: replica)
        var time = try context.time()
        if call.command.name == "serve", let start = time {
            services.clock.goOn(from: start)
            time = nil
        }
        let code = try services.clock.with(time) { try call.command.run(context) }
        if replica != nil, let warning = DiskRoom(services, directory).warning {
            output.warn(warning)
        }
        return code
    }
}
