package import Programme

extension Phrase {
    /// The side of a language.
    package func text(_ language: Language) -> String {
        language == .chinese ? chinese : english
    }

    /// No words.
    package static let none = same("")

    /// Words that are the same in both languages: names, signs, what a person typed.
    package static func same(_ text: String) -> Phrase { Phrase(text, text) }

    /// What is safe when a command stopped before its first write.
    package static let nothingChanged = Phrase("没有改动任何数据。", "Nothing was changed.")
}
