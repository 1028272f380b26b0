import CBOR
import Replication
import Support
import Testing
import Wire

struct MessageTests {
    @Test(arguments: MessageKind.allCases)
    func `every message round-trips to the byte`(kind: MessageKind) throws {
        var samples = Samples(seed: kind.rawValue)
        for _ in 0..<100 {
            let message = samples.message(kind)
            let payload = message.encoded()
            #expect(message.kind == kind)
            #expect(try Message(decoding: payload) == message)
            #expect(try Message(decoding: payload).encoded() == payload)
            guard case .array(let items) = try CBORItem(decoding: payload) else {
                Issue.record("A message is an array.")
                continue
            }
            #expect(items.first == .unsigned(kind.rawValue))
        }
    }

    @Test(arguments: MessageKind.allCases)
    func `a cut message is refused, and a flipped bit is refused or read as it stands`(
        kind: MessageKind
    ) {
        var samples = Samples(seed: 100 + kind.rawValue)
        let payload = samples.message(kind).encoded()
        let flips = flipsRead(
            payload, decode: Message.init(decoding:), encode: { $0.encoded() })
        #expect(flips.wrong == [])
        #expect(flips.read > 20, "Some flips only change an identifier.")
    }

    /// Bytes deleted, doubled, swapped and overwritten with the heads that hurt decoders most.
    @Test(arguments: MessageKind.allCases)
    func `mutated messages are refused or read as they stand, and nothing traps`(
        kind: MessageKind
    ) {
        var samples = Samples(seed: 200 + kind.rawValue)
        let heads: [UInt8] = [0x1b, 0x3b, 0x5b, 0x7b, 0x9b, 0xbb, 0xff, 0x9f, 0xf6, 0x80, 0x40]
        for _ in 0..<400 {
            var bytes = samples.message(kind).encoded()
            for _ in 0...samples.below(4) where !bytes.isEmpty {
                let at = samples.below(bytes.count)
                switch samples.below(5) {
                case 0: bytes.remove(at: at)
                case 1: bytes.insert(bytes[at], at: at)
                case 2: bytes.swapAt(at, samples.below(bytes.count))
                case 3: bytes[at] = heads[samples.below(heads.count)]
                default:
                    bytes.replaceSubrange(
                        at..<min(at + 9, bytes.count), with: [0x1b] + samples.random.bytes(count: 8)
                    )
                }
            }
            if let message = try? Message(decoding: bytes) {
                #expect(message.encoded() == bytes)
            }
        }
    }

    @Test(arguments: MessageKind.allCases)
    func `a message has exactly its fields, each of its own kind`(kind: MessageKind) throws {
        var samples = Samples(seed: 300 + kind.rawValue)
        let item = try CBORItem(decoding: samples.message(kind).encoded())
        let fields = item.entries
        func isRead(_ item: CBORItem) -> Bool {
            (try? Message(decoding: item.encoded())) != nil
        }
        #expect(isRead(item))
        #expect(!isRead(.array(fields + [.null])), "Nothing unknown is read over.")
        #expect(!isRead(.array(Array(fields.dropLast()))))
        for index in fields.indices {
            #expect(!isRead(item.replacing(index, by: .map([]))), "field \(index)")
            #expect(!isRead(item.replacing(index, by: .negative(-1))), "field \(index)")
        }
    }

    @Test func `a message is not taken for another one`() throws {
        var samples = Samples(seed: 9)
        let payloads = MessageKind.allCases.map { samples.message($0).encoded() }
        for payload in payloads {
            let accepted = [
                (try? Greeting(decoding: payload)) != nil, (try? Hello(decoding: payload)) != nil,
                (try? Push(decoding: payload)) != nil, (try? Pull(decoding: payload)) != nil,
                (try? Refusal(decoding: payload)) != nil,
            ]
            #expect(accepted.count { $0 } <= 1)
        }
        let unknown = CBORItem.array([.unsigned(23)]).encoded()
        #expect(
            fault { try Message(decoding: unknown) }
                == WireError("message", .unknownFormat(23)))
        #expect(
            fault { try Push(decoding: payloads[0]) } == WireError("message", .unknownFormat(1)))
        #expect(fault { try Message(decoding: [0x80]) } != nil)
        #expect(fault { try Message(decoding: []) } != nil)
    }

    @Test func `the place of a fault is told from the outside in`() throws {
        var samples = Samples(seed: 9)
        let run = samples.run()
        let push = Push(session: .zero, counter: 1, runs: [run, run], isFinal: true)
        let item = try CBORItem(decoding: push.encoded())
        let short = item.replacing(3, 1, 2, by: .bytes([1]))
        let refusal = try #require(fault { try Message(decoding: short.encoded()) })
        #expect(refusal.place == "Push.runs[1].chainBefore")
        #expect("\(refusal)" == "Push.runs[1].chainBefore: 1 found, 32 expected")
    }
}
