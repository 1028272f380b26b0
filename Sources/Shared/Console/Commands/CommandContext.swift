/// What a command works with.
package final class CommandContext {
    /// The operands behind the command's name.
    package let operands: [String]
    /// The options.
    package let words: Words
    /// Where it says what it has to say.
    package let output: Output

    /// A context.
    package init(operands: [String], words: Words, output: Output) {
        self.operands = operands
        self.words = words
        self.output = output
    }
}
