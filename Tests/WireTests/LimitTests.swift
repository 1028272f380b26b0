import CBOR
import Replication
import Support
import Testing
import Wire

/// Every limit of a message, one below, at it, and one above.
struct LimitTests {
    /// A message that holds as many of something as is asked for.
    struct Bounded: Sendable, CustomTestStringConvertible {
        let what: String
        let limit: Int
        let make: @Sendable (Int) -> Message

        init(_ what: String, _ limit: Int, _ make: @escaping @Sendable (Int) -> Message) {
            self.what = what
            self.limit = limit
            self.make = make
        }

        var testDescription: String { what }
    }

    @Test(arguments: contact + exchange + comparison + recovery + enrollment)
    func `a message ends at its limits`(bounded: Bounded) throws {
        for (more, isFine) in [(-1, true), (0, true), (1, false)] {
            let message = bounded.make(bounded.limit + more)
            let payload = message.encoded()
            let refusal = fault { try Message(decoding: payload) }
            #expect((refusal == nil) == isFine, "\(more): \(refusal?.description ?? "accepted")")
            guard isFine else { continue }
            #expect(try Message(decoding: payload) == message)
        }
    }

    // MARK: - Parts

    static func id(_ number: Int) -> Identifier { Identifier(high: 1, low: UInt64(number)) }
    static func ids(_ count: Int) -> [Identifier] { (0..<count).map { id($0) } }
    static func facets(_ count: Int) -> [FacetID] { ids(count).map { FacetID($0, .county) } }
    static let hash = [UInt8](repeating: 1, count: 32)
    static let half = [UInt8](repeating: 1, count: 16)
    static let point = Checkpoint(logID: id(1), position: 1)
    static let head = HeadMark(replica: id(1), sequence: 1, chain: hash)

    static func run(_ items: [RunItem]) -> Run {
        Run(
            replica: id(1), firstSequence: 1, chainBefore: hash, items: items, chainAfter: hash,
            signature: hash + hash)
    }

    static func push(_ runs: [Run]) -> Message {
        .push(Push(session: id(1), counter: 1, runs: runs, isFinal: true))
    }

    static func answer(_ items: [PulledItem]) -> Message {
        .pullAnswer(PullAnswer(items: items, cursor: point, load: nil, isLast: true))
    }

    static func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    /// A message of exactly as many bytes as are asked for.
    static func filled(_ count: Int, _ make: ([Int]) -> Message) -> Message {
        // Four parts are long enough for the same heads whatever the last one's length.
        let fill = [200_000, 200_000, 200_000, 200_000]
        let rest = count - make(fill + [100_000]).encoded().count + 100_000
        return make(fill + [rest])
    }

    // MARK: - The messages

    static let contact = [
        Bounded("versionsMax", Limits.versionsMax) { count in
            .greeting(
                Greeting(
                    versions: (0..<count).map { UInt64($0) }, node: id(1), isPractice: true,
                    nonce: half))
        },
        Bounded("checkpointsMax in a hello", Limits.checkpointsMax) { count in
            .hello(
                Hello(
                    session: id(1), counter: 1, incarnation: id(1), sequence: 1, chain: hash,
                    ratchet: half, schema: 1, program: "", clock: 0,
                    checkpoints: [Checkpoint](repeating: point, count: count), subtreeHash: hash,
                    isRecovering: false))
        },
        Bounded("checkpointsMax in a statement", Limits.checkpointsMax) { count in
            .statement(
                Statement(
                    incarnation: id(1), sequence: 1, chain: hash, ratchet: half, schema: 1,
                    clock: 0, checkpoints: [Checkpoint](repeating: point, count: count),
                    subtreeHash: hash, acknowledged: nil))
        },
        Bounded("headsMax in the answer to a hello", Limits.headsMax) { count in
            .helloAnswer(
                HelloAnswer(
                    verdict: .normal, isSame: false,
                    known: ids(count).map {
                        HeadMark(replica: $0, sequence: Limits.numberMax, chain: hash)
                    },
                    ratchet: half, incarnation: id(1), logID: id(1), cursor: nil, time: 0,
                    rights: .none, isRecovering: false))
        },
    ]

    static let exchange = [
        Bounded("frameChangesMax in one run", Limits.frameChangesMax) { count in
            push([run([RunItem](repeating: .hash(hash), count: count))])
        },
        Bounded("frameChangesMax in several runs", Limits.frameChangesMax) { count in
            push([run([.hash(hash)]), run([RunItem](repeating: .hash(hash), count: count - 1))])
        },
        Bounded("frameChangesMax as so many runs", Limits.frameChangesMax) { count in
            push([Run](repeating: run([.hash(hash)]), count: count))
        },
        Bounded("changeBytesMax in a run", Limits.changeBytesMax) { count in
            push([run([.body(bytes(count))])])
        },
        Bounded("frameBytesMax of a push", Limits.frameBytesMax) { count in
            filled(count) { push([run($0.map { .body(bytes($0)) })]) }
        },
        Bounded("frameChangesMax in an answer to a pull", Limits.frameChangesMax) { count in
            answer([PulledItem](repeating: .change([0]), count: count))
        },
        Bounded("changeBytesMax in an answer to a pull", Limits.changeBytesMax) { count in
            answer([.change(bytes(count))])
        },
        Bounded("stateBytesMax in an answer to a pull", Limits.stateBytesMax) { count in
            answer([.state(bytes(count))])
        },
        Bounded("frameBytesMax of an answer to a pull", Limits.frameBytesMax) { count in
            filled(count) { answer($0.map { .state(bytes($0)) }) }
        },
        Bounded("frameChangesMax marks", Limits.frameChangesMax) { count in
            .acknowledgement(
                Acknowledgement(
                    marks: ids(count).map {
                        AcknowledgementMark(incarnation: $0, upTo: 0, chain: hash, exceptions: [])
                    }, logID: id(1), position: 1, durable: [], time: 0))
        },
        Bounded("exceptionsMax", Limits.exceptionsMax) { count in
            let exceptions = (0..<count).map {
                ExceptionMark(
                    sequence: UInt64($0) + 1, standing: .held, code: .unreadable, caseID: id($0),
                    detail: "")
            }
            return .acknowledgement(
                Acknowledgement(
                    marks: [
                        AcknowledgementMark(
                            incarnation: id(1), upTo: 9_999, chain: hash, exceptions: exceptions)
                    ], logID: id(1), position: 1, durable: [], time: 0))
        },
        Bounded("frameChangesMax marks that go on", Limits.frameChangesMax) { count in
            .push(
                Push(
                    session: id(1), counter: 1, runs: [], isFinal: false,
                    after: ids(count).map { SequencePoint(replica: $0, sequence: 1) }))
        },
        Bounded("headsMax durable marks", Limits.headsMax) { count in
            .acknowledgement(
                Acknowledgement(
                    marks: [], logID: id(1), position: 1,
                    durable: ids(count).map {
                        DurableMark(reach: .nation, incarnation: $0, upTo: Limits.numberMax)
                    }, time: 0))
        },
    ]

    static func query(
        parts: [ScopePart] = [ScopePart(.nation, .county)], held: [FacetID] = [],
        leaves: [UInt8] = []
    ) -> Message {
        .digestQuery(
            DigestQuery(
                session: id(1), counter: 1, level: leaves.isEmpty ? .root : .rows, parts: parts,
                held: held, root: Digest(), leaves: leaves, head: head, cursor: nil, time: 0))
    }

    static func repair(_ received: DotSet, count: Int = 1) -> Message {
        .repair(
            Repair(
                session: id(1), counter: 1,
                facets: facets(count).map { RepairEntry(facet: $0, received: received) }))
    }

    static func repairAnswer(
        states: Int = 0, missing: Int = 0, dots: Int = 1, unknown: Int = 0
    ) -> Message {
        .repairAnswer(
            RepairAnswer(
                states: [[UInt8]](repeating: [1], count: states),
                missing: facets(missing).map { facet in
                    MissingDots(facet: facet, dots: (0..<dots).map { Dot(id($0), 1) })
                }, unknown: facets(unknown)))
    }

    static let comparison = [
        Bounded("scopePartsMax", Limits.scopePartsMax) { count in
            let codes = (10..<(10 + count)).compactMap { DivisionCode("\($0)") }
            return query(parts: codes.map { ScopePart($0, .county) })
        },
        Bounded("heldMax", Limits.heldMax) { query(held: facets($0)) },
        Bounded("leavesMax asked for", Limits.leavesMax) { count in
            query(leaves: (0..<count).map { UInt8(clamping: $0) })
        },
        Bounded("leavesMax answered", Limits.leavesMax) { count in
            .digestAnswer(
                DigestAnswer(
                    level: .leaves, isEqual: false, root: Digest(),
                    leaves: (0..<count).map { LeafSum(leaf: UInt8(clamping: $0), sum: bytes(8)) },
                    rows: [], logID: id(1), position: 1, time: 0))
        },
        Bounded("rowsMax", Limits.rowsMax) { count in
            .digestAnswer(
                DigestAnswer(
                    level: .rows, isEqual: false, root: Digest(), leaves: [],
                    rows: facets(count).map { RowHash(facet: $0, hash: half) }, logID: id(1),
                    position: 1, time: 0))
        },
        Bounded("repairMax facets", Limits.repairMax) { repair(DotSet(), count: $0) },
        Bounded("vectorMax", Limits.vectorMax) { count in
            let vector = VersionVector(ascending: ids(count).map { Dot($0, 1) })
            return repair(DotSet(contiguous: vector ?? VersionVector(), extra: []) ?? DotSet())
        },
        Bounded("stragglersMax", Limits.stragglersMax) { count in
            let extra = (0..<count).map { Dot(id(1), UInt64($0) + 2) }
            return repair(DotSet(contiguous: VersionVector(), extra: extra) ?? DotSet())
        },
        Bounded("repairMax states", Limits.repairMax) { repairAnswer(states: $0) },
        Bounded("repairMax facets with missing writes", Limits.repairMax) {
            repairAnswer(missing: $0)
        },
        Bounded("repairMax missing writes", Limits.repairMax) {
            repairAnswer(missing: 1, dots: $0)
        },
        Bounded("repairMax unknown facets", Limits.repairMax) { repairAnswer(unknown: $0) },
        Bounded("stateBytesMax in a repair", Limits.stateBytesMax) { count in
            .repairAnswer(RepairAnswer(states: [bytes(count)], missing: [], unknown: []))
        },
    ]

    static let recovery = [
        Bounded("frameChangesMax given back", Limits.frameChangesMax) { count in
            .reclaimAnswer(
                ReclaimAnswer(
                    runs: [run([RunItem](repeating: .hash(hash), count: count))], isLast: true))
        },
        Bounded("handBackFramesMax", Limits.handBackFramesMax) { count in
            .handBack(
                HandBack(
                    session: id(1), counter: 1, frames: [[UInt8]](repeating: [1], count: count)))
        },
        Bounded("handBackBytesMax", Limits.handBackBytesMax) { count in
            filled(count) {
                .handBack(HandBack(session: id(1), counter: 1, frames: $0.map { bytes($0) }))
            }
        },
        Bounded("bundleEnvelopesMax", Int(Limits.bundleEnvelopesMax)) { count in
            .bundleTrailer(BundleTrailer(id: id(1), count: UInt64(count), hash: hash))
        },
    ]

    static func credential(addresses: Int = 0, pins: Int = 0) -> Message {
        .credential(
            Credential(
                node: id(1), office: .nation, tier: .nation, name: "", programme: "",
                signingKey: hash, sealingKey: hash, isPractice: true, parentNode: id(1),
                parentSigningKey: hash, parentSealingKey: hash, parentOffice: .nation,
                parentName: "", addresses: [String](repeating: "a", count: addresses),
                pins: [[UInt8]](repeating: hash, count: pins), rights: .none, time: 0, words: ""))
    }

    static func invitation(addresses: Int = 0, pins: Int = 0) -> Message {
        .invitation(
            Invitation(
                slot: bytes(8), code: "", addresses: [String](repeating: "a", count: addresses),
                node: id(1), signingKey: hash, sealingKey: hash,
                pins: [[UInt8]](repeating: hash, count: pins), office: .nation, name: "",
                isPractice: true, expires: 0))
    }

    static let enrollment = [
        Bounded("addressesMax of a credential", Limits.addressesMax) {
            credential(addresses: $0)
        },
        Bounded("addressesMax pins of a credential", Limits.addressesMax) { credential(pins: $0) },
        Bounded("addressesMax of an invitation", Limits.addressesMax) {
            invitation(addresses: $0)
        },
        Bounded("addressesMax pins of an invitation", Limits.addressesMax) {
            invitation(pins: $0)
        },
    ]
}
