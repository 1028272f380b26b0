internal import CGetopt
internal import Foundation
internal import Programme

/// Tells options from operands, by `getopt_long` of glibc: every person and script of this system
/// knows its rules, abbreviations and `--` included.
///
/// It keeps its state in global variables; a running server parses for several callers, so one of
/// them at a time goes through.
package enum OptionParser {
    private static let lock = NSLock()

    /// The words of a command line without the program's own name.
    package static func parse(
        _ words: [String], options: [CommandOption] = CommandOption.every
    ) throws(ConsoleError) -> Words {
        var found = Words()
        for step in steps(words, options: options) {
            switch step {
            case .operand(let word): found.operands.append(word)
            case .option(let index, let value):
                found.options[options[index].name, default: []].append(value)
            case .lacksValue(let index):
                let option = options[index]
                throw .usage(
                    Phrase(
                        "选项 --\(option.name) 后面缺少\(option.value?.chinese ?? "")。",
                        "Option --\(option.name) lacks its \(option.value?.english ?? "")."))
            case .unwanted(let index):
                throw .usage(
                    Phrase(
                        "选项 --\(options[index].name) 后面不能带值。",
                        "Option --\(options[index].name) takes no value."))
            case .unknown(let word): throw .usage(complaint(about: word, options: options))
            }
        }
        return found
    }

    private enum Step {
        case operand(String)
        case option(Int, String)
        case lacksValue(Int)
        case unwanted(Int)
        case unknown(String)
    }

    private static func complaint(about word: String, options: [CommandOption]) -> Phrase {
        let start = word.drop { $0 == "-" }.prefix { $0 != "=" }
        let similar = options.map(\.name).filter { word.hasPrefix("--") && $0.hasPrefix(start) }
        guard similar.count > 1 else {
            return Phrase("没有 \(word) 这个选项。", "There is no option \(word).")
        }
        let names = similar.map { "--" + $0 }.joined(separator: " ")
        return Phrase("\(word) 可能是：\(names)。", "\(word) may be: \(names).")
    }

    /// The value that stands for the first option; below lie characters.
    private static let base: Int32 = 1000

    /// What getopt_long finds, until its first complaint.
    ///
    /// The leading `-` of the short options keeps the order of the words, whatever POSIXLY_CORRECT
    /// says; the colon makes complaints ours.
    private static func steps(_ words: [String], options: [CommandOption]) -> [Step] {
        lock.lock()
        defer { lock.unlock() }
        let arguments = unsafe (["happiness-sync"] + words).map { unsafe copy($0) }
        let names = unsafe options.map { unsafe copy($0.name) }
        defer { unsafe (arguments + names).forEach { unsafe free($0) } }
        var table = unsafe options.indices.map { index in
            unsafe option(
                name: names[index], has_arg: options[index].value == nil ? 0 : 1,
                flag: nil, val: base + Int32(index))
        }
        unsafe table.append(option())
        getopt_begin()
        var steps: [Step] = []
        var argv = unsafe arguments + [nil]
        while true {
            let place = Int(max(getopt_place(), 1))
            let code = unsafe getopt_long(Int32(words.count + 1), &argv, "-:", table, nil)
            guard code != -1 else { break }
            let value = unsafe getopt_argument().map { unsafe String(cString: $0) } ?? ""
            let culprit = getopt_culprit()
            switch code {
            case 1: steps.append(.operand(value))
            case base...: steps.append(.option(Int(code - base), value))
            case Int32(UInt8(ascii: ":")): steps.append(.lacksValue(Int(culprit - base)))
            default:
                let word = words[min(place, words.count) - 1]
                steps.append(culprit >= base ? .unwanted(Int(culprit - base)) : .unknown(word))
            }
            if case .operand = steps[steps.count - 1] { continue }
            guard case .option = steps[steps.count - 1] else { return steps }
        }
        return steps + words.dropFirst(Int(getopt_place()) - 1).map { .operand($0) }
    }

    /// A text as C reads it; whoever asks for it frees it.
    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
        unsafe strdup(text)
    }
}
