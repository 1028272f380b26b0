import Testing

@Suite("Swift text")
struct SwiftTextTests {
    @Test func `code, comments and literals are told apart, on their lines`() {
        let file = SourceFile(
            "a.swift",
            """
            let a = "one // two" // three "four"
            /* five /* six */ seven */ let b = #"eight " nine"#
            let c = "ten \\(eleven("twelve")) thirteen"
            let d = \"\"\"
                fourteen " fifteen
                \"\"\"
            let e = (1 / 2) / 3
            let f = /sixteen"/
            """)
        let words = { (text: String) in matches(of: "[a-z]{3,}", in: text).map(\.text) }
        #expect(
            words(file.code) == [
                "let", "let", "let", "eleven", "let", "let", "let",
            ])
        #expect(words(file.comments) == ["three", "four", "five", "six", "seven"])
        #expect(
            words(file.literals)
                == [
                    "one", "two", "eight", "nine", "ten", "twelve", "thirteen", "fourteen",
                    "fifteen", "sixteen",
                ])
        #expect(file.code.count { $0 == "\n" } == file.text.count { $0 == "\n" })
    }

    @Test func `every Swift file of the tree ends in code, with its braces closed`() {
        for file in Tree.files where file.path.hasSuffix(".swift") {
            let open = file.code.count { $0 == "{" }
            let closed = file.code.count { $0 == "}" }
            #expect(open == closed, "\(file.path)")
        }
    }
}
