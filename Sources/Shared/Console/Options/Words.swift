/// The words of a command line, told apart: operands in their order, options by name.
package struct Words: Hashable, Sendable {
    /// What is no option: the command's name first, then its operands.
    package var operands: [String] = []
    /// The values given to each option; an option without a value has an empty text.
    package var options: [String: [String]] = [:]

    /// The last value of an option; a later one replaces an earlier one.
    package func value(_ option: CommandOption) -> String? { options[option.name]?.last }

    /// Whether an option was given.
    package func has(_ option: CommandOption) -> Bool { options[option.name] != nil }
}
