import CBOR
import Support
import Testing

/// Diagnostic notation, for documents and their examples.
struct CBORNotationTests {
    @Test func `the notation of bytes is that of the RFC`() throws {
        let bytes = RoundTripTests.sample.encoded()
        #expect(
            try diagnostic(bytes) == """
                {0: [-1, -1000, null, true], 24: 18446744073709551615, 300: 70000, \
                -1: -9223372036854775808, h'00ff': h'\(String(repeating: "07", count: 30))', \
                "水\u{10151}\\u0000é": {}, [false]: []}
                """)
    }

    @Test(arguments: [
        ("<< 1, [2], << h'03' >> >>", "h'018102424103'"),
        ("<<>>", "h''"),
        (" / a note / [ 1 ,2 ]\n", "[1, 2]"),
        ("{\"b\": 1, 5: / five / 2}", "{5: 2, \"b\": 1}"),
        (#""\u6c34\ud800\udd51\/\b\f\n\r\t""#, "\"水\u{10151}/\\u0008\\u000c\\n\\r\\t\""),
        ("h'00 FF\n aB'", "h'00ffab'"),
        ("-9223372036854775808", "-9223372036854775808"),
    ]) func `notation has several forms of one item`(form: String, same: String) throws {
        #expect(try CBORItem(notation: form) == CBORItem(notation: same))
    }

    @Test(arguments: [
        "", "1 2", "[1 2]", "[1", "{1}", "{1: 2, 1: 3}", "h'0'", "h'0g'", "\"a", "\"\n\"",
        "\"\\x\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "1.5", "0(1)", "-",
        "undefined", "18446744073709551616", "-9223372036854775809", "<< 1", "/ open", "tru",
        String(repeating: "[", count: 100_000),
    ]) func `what is no notation is refused`(text: String) {
        #expect(throws: CBORNotationError.self) { try CBORItem(notation: text) }
    }

    @Test func `equality is that of bytes, not of Unicode's canonical forms`() {
        #expect(CBORItem.text("é") != .text("e\u{301}"))
        #expect(
            CBORItem.map([.init(.unsigned(1), .null), .init(.unsigned(0), .null)])
                == .map([.init(.unsigned(0), .null), .init(.unsigned(1), .null)]))
    }
}
