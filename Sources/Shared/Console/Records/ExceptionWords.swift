package import Programme
internal import Replication
package import Storage
internal import Wire

/// What the detail of an exception says, in words of people: it names fields, registers and persons
/// as data do.
package struct ExceptionWords {
    private let snapshot: Snapshot
    private let text: ValueText
    private let language: Language

    /// Words in a language, of one moment of a replica.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
        text = ValueText(snapshot, language)
    }

    /// A detail for both readers: programs get the word as it came.
    ///
    /// - Parameter type: the type of the record, where it is known.
    package func cell(_ detail: String, of type: RecordType?) -> Cell {
        let words = words(of: detail, type)
        return Cell(words.isEmpty ? "–" : words, json: .text(detail))
    }

    private func words(of detail: String, _ type: RecordType?) -> String {
        if let register = type?.registers.first(where: { $0.name == detail }) {
            return register.label.text(language)
        }
        if let field = type?.field(detail)?.field { return field.label.text(language) }
        if let phrase = Self.phrase(of: detail) { return phrase.text(language) }
        guard let id = Identifier(detail) else { return detail }
        if let node = try? snapshot.node(ofReplica: id) { return node.name }
        let author = text.author(id)
        // Of somebody unknown the whole number is said.
        return detail.hasPrefix(author) ? detail : author
    }

    /// Words that stand for no field; nil of those that a person wrote.
    private static func phrase(of detail: String) -> Phrase? {
        switch detail {
        case "home": return Phrase("归属", "home")
        case "office": return Phrase("填写的机构", "the office that it names")
        case "author": return Phrase("填写人的机构", "the office of its author")
        case "sequence": return Phrase("编号不符", "its number")
        case "gap": return Phrase("缺的修改太多", "too much before it is missing")
        // The reason has said it.
        case _ where ExceptionCode.allCases.contains { "\($0)" == detail }: return Phrase.none
        default: break
        }
        let words = detail.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count > 0 else { return nil }
        if words.count == 2, words[0] == "register", let number = UInt32(words[1]) {
            return Phrase("第 \(number) 项", "register \(number)")
        }
        return RefusalCode.allCases.first { "\($0)" == words[0] }?.happened
    }
}
