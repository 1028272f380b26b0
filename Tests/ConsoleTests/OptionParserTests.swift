import Console
import Programme
import Testing

@Suite("Options")
struct OptionParserTests {
    @Test func `options and operands stand in any order`() throws {
        let words = try OptionParser.parse([
            "set", "--data", "d", "4f2a", "--json", "amount=-5", "--reason=a b", "王=1",
        ])
        #expect(words.operands == ["set", "4f2a", "amount=-5", "王=1"])
        #expect(words.value(.data) == "d")
        #expect(words.value(.reason) == "a b")
        #expect(words.has(.json) && !words.has(.actor))
    }

    @Test func `everything behind two dashes is an operand`() throws {
        let words = try OptionParser.parse(["add", "--", "--data", "x", "--"])
        #expect(words.operands == ["add", "--data", "x", "--"])
    }

    @Test func `an option may be shortened while it is clear`() throws {
        #expect(try OptionParser.parse(["--rea", "x"]).value(.reason) == "x")
        #expect(throws: ConsoleError.self) { try OptionParser.parse(["--inv", "x"]) }
        #expect(try OptionParser.parse(["--invitation", "x"]).value(.invitation) == "x")
    }

    @Test func `the last of several values counts`() throws {
        let words = try OptionParser.parse(["--data", "a", "--data", "b"])
        #expect(words.value(.data) == "b")
        #expect(words.options["data"] == ["a", "b"])
    }

    @Test(arguments: [
        (["--nowhere"], "--nowhere"), (["x", "--data"], "--data lacks"),
        (["--json=3"], "--json takes no value"), (["-x"], "-x"), (["--inv=3"], "may be"),
        (["--=x"], "--"), (["list", "-"], ""), (["-王"], "-王"),
    ])
    func `a wrong option is named`(_ words: [String], _ expected: String) {
        do {
            let found = try OptionParser.parse(words)
            #expect(found.operands == words, "only a lone dash is an operand")
        } catch ConsoleError.usage(let phrase) {
            #expect(phrase.english.contains(expected), "\(phrase.english)")
            #expect(phrase.chinese != phrase.english)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `one parse leaves nothing behind for the next`() throws {
        _ = try? OptionParser.parse(["a", "-xyz", "--nowhere"])
        #expect(try OptionParser.parse(["b", "--json"]).operands == ["b"])
    }

    @Test func `many threads may parse at once`() async {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    (0..<200).allSatisfy { round in
                        let words = ["x\(number)", "--data", "\(round)", "y"]
                        let found = try? OptionParser.parse(words)
                        return found?.operands == ["x\(number)", "y"]
                            && found?.value(.data) == "\(round)"
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
