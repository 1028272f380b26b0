import Testing

@Suite("Phrases")
struct PhraseTests {
    @Test func `every text for people stands in both languages`() {
        let findings = Tree.sources.flatMap(Phrases.check)
        #expect(findings.isEmpty, "\(lines(findings))")
    }

    @Test(arguments: [
        #"Phrase("保存", "")"#, #"Phrase("", "saved")"#, #"Phrase(zh: "保存", en: " ")"#,
        #"Phrase("保存")"#, #"Phrase("保存", "已保存")"#, #"Phrase.init("", "saved")"#,
        #"Phrase("\(count) 条", "")"#, #"Phrase("\(name("x")) 条", "\(count) 条")"#,
        "Phrase(\n    \"保存\",\n    \"\"\"\n    \"\"\")",
    ])
    func `a phrase that lacks a side is found`(_ text: String) {
        let file = SourceFile("Sources/Shared/Console/Planted.swift", "\nlet a = " + text)
        #expect(Phrases.check(file).map(\.line) == [2])
    }

    @Test(arguments: [
        #"Phrase("保存", "saved")"#, #"Phrase(zh: "保存", en: "saved")"#, #"Phrase("%", "%")"#,
        #"Phrase("\(count) 条", "\(count) records")"#, #"Phrase("保" + "存", "saved")"#,
        "Phrase(chinese, english)", #"Phrase("县", "county of \(name ?? "")")"#,
        #"// Phrase("保存", "")"#, #"struct Phrase { func Phrase(a: Int) {} }"#,
    ])
    func `a phrase with both sides is none of ours`(_ text: String) {
        let file = SourceFile("Sources/Shared/Console/Planted.swift", "let a = " + text)
        #expect(Phrases.check(file).isEmpty)
    }
}
