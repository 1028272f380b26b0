import CBOR
import Support
import Testing
import Wire

/// The limits of single fields, found by trying every field of every message.
struct FieldLimitTests {
    private func item(_ kind: MessageKind) throws -> CBORItem {
        var samples = Samples(seed: 500 + kind.rawValue)
        return try CBORItem(decoding: samples.message(kind).encoded())
    }

    private func isRead(_ item: CBORItem) -> Bool {
        (try? Message(decoding: item.encoded())) != nil
    }

    @Test func `every text for people ends at shortTextBytesMax`() throws {
        var found = 0
        for kind in MessageKind.allCases {
            let item = try item(kind)
            for index in item.entries.indices where isRead(item.replacing(index, by: .text("x"))) {
                found += 1
                for (more, isFine) in [(-1, true), (0, true), (1, false)] {
                    let text = String(repeating: "x", count: Limits.shortTextBytesMax + more)
                    #expect(isRead(item.replacing(index, by: .text(text))) == isFine)
                }
                // Bytes count, not characters.
                let wide = String(repeating: "水", count: Limits.shortTextBytesMax / 2)
                #expect(!isRead(item.replacing(index, by: .text(wide))))
            }
        }
        #expect(found == 9)
    }

    @Test func `texts in lists end at shortTextBytesMax, and their number at parametersMax`() throws
    {
        func refusal(_ texts: [String]) throws -> CBORItem {
            try item(.refusal).replacing(2, by: .array(texts.map { .text($0) }))
        }
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            let text = String(repeating: "x", count: Limits.shortTextBytesMax + more)
            #expect(isRead(try refusal([text])) == isFine)
            let many = [String](repeating: "x", count: Limits.parametersMax + more)
            #expect(isRead(try refusal(many)) == isFine)
        }
    }

    @Test func `only times may use all 64 bits`() throws {
        var times: [String] = []
        for kind in MessageKind.allCases {
            let item = try item(kind)
            for index in item.entries.indices.dropFirst()
            where isRead(item.replacing(index, by: .unsigned(.max))) {
                times.append("\(kind).\(index)")
            }
        }
        #expect(
            times == [
                "challenge.8", "hello.9", "helloAnswer.8", "acknowledgement.5", "digestQuery.10",
                "digestAnswer.8", "credential.17", "refusal.5", "bundleHeader.8", "statement.6",
                "invitation.11",
            ])
    }

    @Test func `numbers end at numberMax`() throws {
        var found = 0
        for kind in MessageKind.allCases {
            let item = try item(kind)
            for index in item.entries.indices.dropFirst() {
                let at = isRead(item.replacing(index, by: .unsigned(Limits.numberMax)))
                let above = isRead(item.replacing(index, by: .unsigned(Limits.numberMax + 1)))
                #expect(at || !above)
                if at && !above { found += 1 }
            }
        }
        #expect(found >= 18)
    }

    @Test func `the table of limits holds each limit once`() {
        let names = Limits.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Limits.all.allSatisfy { $0.value > 0 })
        #expect(Limits.frameItemsBytesMax >= Limits.changeBytesMax)
        #expect(Limits.stateBytesMax < Limits.frameBytesMax)
        #expect(Limits.envelopeBytesMax < Limits.packedBytesMax)
    }
}
