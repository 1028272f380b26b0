import CBOR
import Replication
import Support
import Testing
import Wire

/// The rules of single fields, one by one.
struct MessageRuleTests {
    /// A message of a kind as an item, to be spoilt.
    private func item(_ kind: MessageKind, where isFit: (Message) -> Bool) throws -> CBORItem {
        var samples = Samples(seed: 40 + kind.rawValue)
        while true {
            let message = samples.message(kind)
            if isFit(message) { return try CBORItem(decoding: message.encoded()) }
        }
    }

    private func place(_ item: CBORItem) -> String? {
        fault { try Message(decoding: item.encoded()) }?.place
    }

    @Test func `versions ascend and are not none`() throws {
        let item = try item(.greeting) { _ in true }
        #expect(place(item.replacing(1, by: .array([]))) == "Greeting.versions")
        let twice = CBORItem.array([.unsigned(1), .unsigned(1)])
        #expect(place(item.replacing(1, by: twice)) == "Greeting.versions[1]")
    }

    @Test func `requests are numbered from 1`() throws {
        for kind: MessageKind in [.hello, .push, .pull, .digestQuery, .repair, .reclaim, .handBack]
        {
            let item = try item(kind) { _ in true }
            #expect(place(item.replacing(2, by: .unsigned(0)))?.hasSuffix(".counter") == true)
        }
    }

    @Test func `what is the same is not listed`() throws {
        let item = try item(.helloAnswer) { message in
            if case .helloAnswer(let answer) = message { !answer.known.isEmpty } else { false }
        }
        #expect(place(item.replacing(2, by: .bool(true))) == "HelloAnswer.known")
        #expect(place(item.replacing(1, by: .unsigned(4))) == "HelloAnswer.verdict")
        let heads = item.entries[3].entries
        let twice = CBORItem.array([heads[0], heads[0]])
        #expect(place(item.replacing(3, by: twice)) == "HelloAnswer.known[1]")
    }

    @Test func `a run has items, begins at 1 or later, and does not run over`() throws {
        let item = try item(.push) { message in
            if case .push(let push) = message { !push.runs.isEmpty } else { false }
        }
        let run = "Push.runs[0]"
        #expect(place(item.replacing(3, 0, 3, by: .array([]))) == run + ".items")
        #expect(place(item.replacing(3, 0, 1, by: .unsigned(0))) == run + ".firstSequence")
        let last = CBORItem.unsigned(Limits.numberMax)
        #expect(place(item.replacing(3, 0, 1, by: last)) == run + ".firstSequence")
        let short = CBORItem.array([.bytes([1])])
        #expect(place(item.replacing(3, 0, 3, 0, by: short)) == run + ".items[0]")
        #expect(place(item.replacing(3, 0, 3, 0, by: .bytes([]))) == run + ".items[0]")
        #expect(place(item.replacing(3, 0, 5, by: .bytes([]))) == run + ".signature")
    }

    @Test func `an exception lies within its mark, with a known code`() throws {
        let item = try item(.acknowledgement) { message in
            guard case .acknowledgement(let answer) = message else { return false }
            return answer.marks.first?.exceptions.isEmpty == false
        }
        let mark = "Acknowledgement.marks[0]"
        let after = item.entries[1].entries[0].entries[1]
        #expect(place(item.replacing(1, 0, 2, by: after)) == mark + ".exceptions")
        let first = item.entries[1].entries[0].entries[4].entries[0].entries[0]
        #expect(place(item.replacing(1, 0, 1, by: first)) == mark + ".exceptions")
        let late = item.replacing(1, 0, 1, by: .unsigned(Limits.numberMax))
        #expect(place(late) == mark + ".after")
        let standing = item.replacing(1, 0, 4, 0, 1, by: .unsigned(2))
        #expect(place(standing) == mark + ".exceptions[0].standing")
        let code = item.replacing(
            1, 0, 4, 0, 2, by: .unsigned(UInt64(ExceptionCode.allCases.count) + 1))
        #expect(place(code) == mark + ".exceptions[0].code")
        let entries = item.entries[1].entries[0].entries[4].entries
        let twice = item.replacing(1, 0, 4, by: .array([entries[0], entries[0]]))
        #expect(place(twice) == mark + ".exceptions[1]")
    }

    @Test func `a first load that goes on is not the last answer`() throws {
        let item = try item(.pullAnswer) { message in
            if case .pullAnswer(let answer) = message { answer.load != nil } else { false }
        }
        #expect(place(item.replacing(4, by: .bool(true))) == "PullAnswer.isLast")
    }

    @Test func `what comes down is a change, a state or a move-out`() throws {
        let item = try item(.pullAnswer) { message in
            guard case .pullAnswer(let answer) = message, let first = answer.items.first else {
                return false
            }
            guard case .change = first else { return false }
            return true
        }
        for kind: UInt64 in [2, 3, 255] {
            #expect(
                place(item.replacing(1, 0, 0, by: .unsigned(kind))) == "PullAnswer.items[0].kind")
        }
        #expect(place(item.replacing(1, 0, by: .array([.unsigned(0)]))) == "PullAnswer.items[0]")
    }

    @Test func `leaves and rows stand at their own level`() throws {
        let query = try item(.digestQuery) { message in
            if case .digestQuery(let query) = message { query.level == .rows } else { false }
        }
        #expect(place(query.replacing(3, by: .unsigned(0))) == "DigestQuery.leaves")
        #expect(place(query.replacing(7, by: .array([]))) == "DigestQuery.leaves")
        #expect(place(query.replacing(7, 0, by: .unsigned(256))) == "DigestQuery.leaves[0]")
        #expect(place(query.replacing(3, by: .unsigned(3))) == "DigestQuery.level")
        let root = try item(.digestQuery) { message in
            if case .digestQuery(let query) = message { query.level == .root } else { false }
        }
        let after = CBORItem.bytes([UInt8](repeating: 1, count: 17))
        #expect(place(root.replacing(11, by: after)) == "DigestQuery.after")
        #expect(place(query.replacing(4, by: .array([]))) == "DigestQuery.parts")
        #expect(
            place(query.replacing([4]) { .array($0.entries.reversed()) }) == "DigestQuery.parts[1]")
        let answer = try item(.digestAnswer) { message in
            if case .digestAnswer(let answer) = message { answer.level == .leaves } else { false }
        }
        #expect(place(answer.replacing(9, by: .bool(false))) == "DigestAnswer.isLast")
        for level: UInt64 in [0, 2] {
            #expect(place(answer.replacing(1, by: .unsigned(level))) == "DigestAnswer.level")
        }
        #expect(
            place(answer.replacing([4]) { .array($0.entries.reversed()) })
                == "DigestAnswer.leaves[1]")
    }

    @Test func `what has arrived of a facet has one form`() throws {
        let item = try item(.repair) { _ in true }
        let last = item.entries[3].entries.count - 1
        let dot = CBORItem.array([.bytes(Identifier.zero.bytes), .unsigned(1)])
        let spoilt = item.replacing(3, last, 1, 1, by: .array([dot]))
        #expect(place(spoilt) == "Repair.facets[\(last)].received.extra")
    }

    @Test func `a bundle does not run backwards`() throws {
        let item = try item(.bundleHeader) { _ in true }
        #expect(place(item.replacing([9, 10].last ?? 0, by: .unsigned(0))) == nil)
        let backwards = item.replacing(9, by: .unsigned(9)).replacing(10, by: .unsigned(8))
        #expect(place(backwards) == "BundleHeader.last")
        #expect(place(item.replacing(2, by: .unsigned(4))) == "BundleHeader.kind")
    }

    @Test func `a refusal has a known code`() throws {
        let item = try item(.refusal) { _ in true }
        for code: UInt64 in [0, 27, 1 << 16] {
            #expect(place(item.replacing(1, by: .unsigned(code))) == "Refusal.code")
        }
    }

    @Test func `texts that only explain are cut, and never refused for their length`() throws {
        let long = String(repeating: "水", count: 400)
        let refusal = Refusal(
            code: .busy, parameters: Array(repeating: long, count: 20), retryAfterSeconds: 0,
            needFrom: nil, time: 0)
        #expect(refusal.parameters.count == Limits.parametersMax)
        #expect(refusal.parameters[0].utf8.count == 1_023)
        #expect(try Refusal(decoding: refusal.encoded()) == refusal)
        let mark = ExceptionMark(
            sequence: 1, standing: .held, code: .unreadable, caseID: .zero, detail: long)
        #expect(mark.detail.utf8.count == 1_023)
    }

    @Test func `lists that must ascend are written in order, however they were given`() throws {
        var samples = Samples(seed: 8)
        let heads = (0..<5).map { _ in samples.head() }
        func answer(_ known: [HeadMark]) -> HelloAnswer {
            HelloAnswer(
                verdict: .normal, isSame: false, known: known,
                ratchet: [UInt8](repeating: 0, count: 16), incarnation: .zero, logID: .zero,
                cursor: nil, time: 0, rights: .none, isRecovering: false)
        }
        #expect(answer(heads).encoded() == answer(heads.reversed()).encoded())
        #expect(
            try HelloAnswer(decoding: answer(heads).encoded()).known
                == heads.sorted { $0.replica < $1.replica })
    }
}
