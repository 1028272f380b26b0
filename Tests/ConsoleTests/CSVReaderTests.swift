import Console
import Testing

@Suite("CSV")
struct CSVReaderTests {
    private func lines(_ text: String) -> [CSVReader.Line] { lines(Array(text.utf8)) }

    private func lines(_ bytes: [UInt8]) -> [CSVReader.Line] {
        var reader = CSVReader(bytes)
        var lines: [CSVReader.Line] = []
        while let line = reader.next() { lines.append(line) }
        return lines
    }

    private func fields(_ text: String) -> [[String]?] {
        lines(text).map { try? $0.fields.get() }
    }

    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]), ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
        ("\"a\nb\",c\r\n", [["a\nb", "c"]]), ("\u{FEFF}a\n", [["a"]]), ("", []), ("\n\r\n", []),
        ("\"\"", [[""]]), ("\"a\"\r\n\"b\"\r", [["a"], ["b"]]), (",", [["", ""]]),
    ])
    func `fields are read by RFC 4180`(_ text: String, _ expected: [[String]]) {
        #expect(fields(text) == expected)
    }

    @Test func `one bad line spoils no other, and each has its number`() {
        let found = lines("a\n\"b\nc\"\nd\"e,f\n\n\"g\"h,i\nj\n\"k\nl\n")
        #expect(found.map(\.number) == [1, 2, 4, 6, 7, 8, 9])
        #expect(
            found.map(\.fields) == [
                .success(["a"]), .success(["b\nc"]), .failure(.strayQuote), .failure(.strayQuote),
                .success(["j"]), .failure(.openQuote), .success(["l"]),
            ])
    }

    @Test func `a line that is no UTF-8 is told`() {
        let found = lines([0x61, 0x0A, 0xCD, 0xF5, 0x0A, 0x62])
        #expect(
            found.map(\.fields) == [.success(["a"]), .failure(.notText), .success(["b"])])
    }
}
