/// A text for people, in both languages of the programme.
public struct Phrase: Hashable, Sendable {
    /// Chinese, as an office writes it.
    public let chinese: String
    /// Plain English.
    public let english: String

    /// A text in both languages.
    public init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }
}
