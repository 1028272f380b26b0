import CBOR
import Foundation
import Support
import Testing

/// The examples of RFC 8949 appendix A.
struct AppendixATests {
    /// What this profile does with an example.
    enum Judgement: Equatable {
        case reads(notation: String)
        case refuses(CBORError)
    }

    /// Examples typed from the RFC: hexadecimal and the judgement.
    static let own: [(String, Judgement)] = [
        ("00", .reads(notation: "0")),
        ("17", .reads(notation: "23")),
        ("1818", .reads(notation: "24")),
        ("1903e8", .reads(notation: "1000")),
        ("1a000f4240", .reads(notation: "1000000")),
        ("1b000000e8d4a51000", .reads(notation: "1000000000000")),
        ("1bffffffffffffffff", .reads(notation: "18446744073709551615")),
        ("3bffffffffffffffff", .refuses(.integerOutOfRange(at: 0))),
        ("20", .reads(notation: "-1")),
        ("3903e7", .reads(notation: "-1000")),
        ("f90000", .refuses(.unsupported(.float, at: 0))),
        ("fa47c35000", .refuses(.unsupported(.float, at: 0))),
        ("fb7ff8000000000000", .refuses(.unsupported(.float, at: 0))),
        ("f4", .reads(notation: "false")),
        ("f5", .reads(notation: "true")),
        ("f6", .reads(notation: "null")),
        ("f7", .refuses(.unsupported(.undefined, at: 0))),
        ("f0", .refuses(.unsupported(.simpleValue, at: 0))),
        ("f8ff", .refuses(.unsupported(.simpleValue, at: 0))),
        ("c11a514b67b0", .refuses(.unsupported(.tag, at: 0))),
        ("4401020304", .reads(notation: "h'01020304'")),
        ("62225c", .reads(notation: #""\"\\""#)),
        ("63e6b0b4", .reads(notation: "\"水\"")),
        ("64f0908591", .reads(notation: "\"\u{10151}\"")),
        ("8301820203820405", .reads(notation: "[1, [2, 3], [4, 5]]")),
        ("a26161016162820203", .reads(notation: #"{"a": 1, "b": [2, 3]}"#)),
        ("5f42010243030405ff", .refuses(.unsupported(.indefiniteLength, at: 0))),
        ("7f657374726561646d696e67ff", .refuses(.unsupported(.indefiniteLength, at: 0))),
        ("83018202039f0405ff", .refuses(.unsupported(.indefiniteLength, at: 5))),
        ("bf61610161629f0203ffff", .refuses(.unsupported(.indefiniteLength, at: 0))),
    ]

    @Test(arguments: own) func `an example is read or refused as the profile says`(
        hexadecimal: String, judgement: Judgement
    ) throws {
        let input = bytes(hexadecimal: hexadecimal)
        switch judgement {
        case .reads(let notation):
            let item = try CBORItem(decoding: input)
            #expect(item.encoded() == input)
            #expect(item.notation == notation)
            #expect(try CBORItem(notation: notation) == item)
        case .refuses(let error):
            #expect(throws: error) { try CBORItem(decoding: input) }
        }
    }

    @Test func `every published example round-trips or is refused for its reason`() throws {
        guard let corpus = try Corpus.json("cbor-appendix-a.json") else { return }
        let examples = try #require(corpus as? [[String: Any]])
        #expect(examples.count == 82)
        var read = 0
        var refused: [CBORFeature: Int] = [:]
        for example in examples {
            let hexadecimal = try #require(example["hex"] as? String)
            let input = bytes(hexadecimal: hexadecimal)
            do {
                let item = try CBORItem(decoding: input)
                #expect(example["roundtrip"] as? Bool == true)
                #expect(item.encoded() == input)
                #expect(item == (try expected(example)))
                read += 1
            } catch CBORError.unsupported(let feature, _) {
                #expect(holds(example, feature), "\(hexadecimal) holds no \(feature)")
                refused[feature, default: 0] += 1
            } catch CBORError.integerOutOfRange {
                #expect(hexadecimal == "3bffffffffffffffff")
            } catch CBORError.malformed {
                // simple(24) in two bytes was allowed by RFC 7049, whose examples these were; RFC 8949 §3.3
                // takes it out.
                #expect(hexadecimal == "f818")
            }
        }
        // 82 examples: the two above, and these.
        #expect(
            refused == [
                .float: 22, .undefined: 1, .simpleValue: 2, .tag: 8, .indefiniteLength: 11,
            ])
        #expect(read == 36)
    }

    /// The value of an example: JSON and the notation that stands there are both diagnostic notation.
    private func expected(_ example: [String: Any]) throws -> CBORItem {
        if let notation = example["diagnostic"] as? String {
            return try CBORItem(notation: notation)
        }
        let json = try JSONSerialization.data(
            withJSONObject: try #require(example["decoded"]), options: .fragmentsAllowed)
        return try CBORItem(notation: String(decoding: json, as: UTF8.self))
    }

    /// Whether the example's bytes really hold what they were refused for.
    private func holds(_ example: [String: Any], _ feature: CBORFeature) -> Bool {
        let hexadecimal = example["hex"] as? String ?? ""
        let notation = example["diagnostic"] as? String ?? ""
        return switch feature {
        case .float: ["f9", "fa", "fb"].contains(hexadecimal.prefix(2))
        case .undefined: notation == "undefined"
        case .simpleValue: notation.hasPrefix("simple(")
        case .tag: ["c", "d"].contains(hexadecimal.prefix(1))
        case .indefiniteLength:
            example["roundtrip"] as? Bool == false && hexadecimal.contains("ff")
        }
    }
}
