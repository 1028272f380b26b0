package import Programme

/// What people are told when something does not work: what happened, what is safe, what to do.
package struct Explanation: Hashable, Sendable {
    /// What happened.
    package let happened: Phrase
    /// What is safe, or what was not touched.
    package let safe: Phrase
    /// What to do.
    package let advice: Phrase

    /// An explanation of three sentences.
    package init(_ happened: Phrase, safe: Phrase, advice: Phrase) {
        self.happened = happened
        self.safe = safe
        self.advice = advice
    }

    /// The sentences, one to a line.
    package func lines(_ language: Language) -> [String] {
        [happened, safe, advice].map { DisplayWidth.printable($0.text(language)) }
    }

    /// The sentences by name.
    package func json(_ language: Language) -> JSONValue {
        .object([
            "happened": .text(happened.text(language)), "safe": .text(safe.text(language)),
            "advice": .text(advice.text(language)),
        ])
    }
}

/// Why a command was not done.
package enum ConsoleError: Error, Hashable, Sendable {
    /// The words of the command are wrong; nothing was tried.
    case usage(Phrase)
    /// It was understood, and refused.
    case refused(Explanation)
}
