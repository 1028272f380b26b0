import Replication
import Support
import Wire

/// Seeded messages of every kind.
extension Samples {
    mutating func some<T>(_ countMax: Int, _ make: (inout Samples) -> T) -> [T] {
        (0..<below(countMax + 1)).map { _ in make(&self) }
    }

    mutating func text() -> String {
        ["", "edge-node 0.1", "漳州市龙文区", "https://county.example:8440"][below(4)]
    }

    mutating func checkpoint() -> Checkpoint {
        Checkpoint(logID: identifier(), position: number())
    }

    mutating func perhaps<T>(_ make: (inout Samples) -> T) -> T? {
        below(2) == 0 ? make(&self) : nil
    }

    mutating func facet() -> FacetID { FacetID(identifier(), Reach.allCases[below(4)]) }

    mutating func head() -> HeadMark {
        HeadMark(replica: identifier(), sequence: number(), chain: random.bytes(count: 32))
    }

    mutating func run() -> Run {
        Run(
            replica: identifier(), firstSequence: number(), chainBefore: random.bytes(count: 32),
            items: (0...below(4)).map { _ in
                below(3) == 0
                    ? .hash(random.bytes(count: 32)) : .body(ChangeCodec.encode(change()))
            },
            chainAfter: random.bytes(count: 32), signature: random.bytes(count: 64))
    }

    mutating func digest() -> Digest {
        Digest(count: number(), sum: random.bytes(count: 32)) ?? Digest()
    }

    mutating func rights() -> RightsNumber { RightsNumber(identifier(), number()) }

    mutating func ascending<T>(
        _ countMax: Int, _ isBefore: (T, T) -> Bool, _ make: (inout Samples) -> T
    ) -> [T] {
        some(countMax, make).sorted(by: isBefore)
    }

    /// A message of one kind.
    mutating func message(_ kind: MessageKind) -> Message {
        switch kind {
        case .greeting, .challenge, .hello, .helloAnswer: contact(kind)
        case .push, .acknowledgement, .pull, .pullAnswer: exchange(kind)
        case .digestQuery, .digestAnswer, .repair, .repairAnswer: comparison(kind)
        case .reclaim, .reclaimAnswer, .handBack, .refusal: recovery(kind)
        case .enrollmentRequest, .credential, .invitation: enrollment(kind)
        case .bundleHeader, .bundleTrailer, .statement: bundle(kind)
        }
    }

    private mutating func contact(_ kind: MessageKind) -> Message {
        switch kind {
        case .greeting:
            return .greeting(
                Greeting(
                    versions: [1, 2, 30].prefix(1 + below(3)).map { $0 }, node: identifier(),
                    isPractice: below(2) == 0, nonce: random.bytes(count: 16)))
        case .challenge:
            return .challenge(
                Challenge(
                    version: 1, nonce: random.bytes(count: 16), session: identifier(),
                    node: identifier(), office: division(), name: text(),
                    isPractice: below(2) == 0, time: random.next()))
        case .hello:
            return .hello(
                Hello(
                    session: identifier(), counter: number(), incarnation: identifier(),
                    sequence: number(), chain: random.bytes(count: 32),
                    ratchet: random.bytes(count: 16), schema: UInt32(below(9)), program: text(),
                    clock: random.next(), checkpoints: some(5) { $0.checkpoint() },
                    subtreeHash: random.bytes(count: 32), isRecovering: below(2) == 0))
        default:
            let isSame = below(2) == 0
            return .helloAnswer(
                HelloAnswer(
                    verdict: HelloVerdict.allCases[below(4)], isSame: isSame,
                    known: isSame ? [] : ascending(4, { $0.replica < $1.replica }) { $0.head() },
                    ratchet: random.bytes(count: 16), incarnation: identifier(),
                    logID: identifier(), cursor: perhaps { $0.checkpoint() },
                    time: random.next(), rights: rights(), isRecovering: below(2) == 0))
        }
    }

    private mutating func exchange(_ kind: MessageKind) -> Message {
        switch kind {
        case .push:
            return .push(
                Push(
                    session: identifier(), counter: number(), runs: some(3) { $0.run() },
                    isFinal: below(2) == 0,
                    after: ascending(2, { $0.replica < $1.replica }) {
                        SequencePoint(replica: $0.identifier(), sequence: $0.number())
                    }))
        case .acknowledgement:
            return .acknowledgement(acknowledgement())
        case .pull:
            return .pull(
                Pull(
                    session: identifier(), counter: number(), cursor: perhaps { $0.checkpoint() },
                    load: perhaps { $0.facet() }, bytesMax: number()))
        default:
            let load = perhaps { $0.facet() }
            return .pullAnswer(
                PullAnswer(
                    items: some(5) { $0.pulled() }, cursor: checkpoint(), load: load,
                    isLast: load == nil && below(2) == 0))
        }
    }

    mutating func pulled() -> PulledItem {
        switch below(3) {
        case 0: .change(ChangeCodec.encode(change()))
        case 1: .state(StateCodec.state(records()[0]))
        default: .movedOut(facet(), hash: random.bytes(count: 32), home: division())
        }
    }

    private mutating func acknowledgement() -> Acknowledgement {
        let marks = ascending(3, { $0.incarnation < $1.incarnation }) { samples in
            let upTo = 1_000 + samples.number()
            let exceptions = Set(samples.some(3) { UInt64(1 + $0.below(900)) }).sorted()
            return AcknowledgementMark(
                incarnation: samples.identifier(),
                after: (exceptions.first ?? 1) - 1, upTo: upTo,
                chain: samples.random.bytes(count: 32),
                exceptions: exceptions.map { sequence in
                    ExceptionMark(
                        sequence: sequence, standing: samples.below(2) == 0 ? .held : .refused,
                        code: ExceptionCode.allCases[samples.below(12)],
                        caseID: samples.identifier(), detail: samples.text())
                })
        }
        return Acknowledgement(
            marks: marks, logID: identifier(), position: number(),
            durable: some(3) {
                DurableMark(reach: .nation, incarnation: $0.identifier(), upTo: $0.number())
            }, time: random.next())
    }

    private mutating func comparison(_ kind: MessageKind) -> Message {
        let level = DigestLevel.allCases[below(3)]
        switch kind {
        case .digestQuery:
            return .digestQuery(
                DigestQuery(
                    session: identifier(), counter: number(), level: level,
                    parts: Scope(child: DivisionCode("350603101007") ?? .nation).parts,
                    held: ascending(3, <) { $0.facet() }, root: digest(),
                    leaves: level == .rows ? [0, 7, 255] : [], head: head(),
                    cursor: perhaps { $0.checkpoint() }, time: random.next(),
                    after: level == .rows ? perhaps { $0.facet() } : nil))
        case .digestAnswer:
            let leaves = [0, 7, 255].map {
                LeafSum(leaf: UInt8($0), sum: random.bytes(count: 8))
            }
            let rows = ascending(3, { $0.facet < $1.facet }) {
                RowHash(facet: $0.facet(), hash: $0.random.bytes(count: 16))
            }
            return .digestAnswer(
                DigestAnswer(
                    level: level, isEqual: below(2) == 0, root: digest(),
                    leaves: level == .leaves ? leaves : [], rows: level == .rows ? rows : [],
                    logID: identifier(), position: number(), time: random.next(),
                    isLast: level != .rows || rows.isEmpty || below(2) == 0))
        case .repair:
            var entries = ascending(3, { $0.facet < $1.facet }) {
                RepairEntry(facet: $0.facet(), received: $0.records()[0].received)
            }
            entries.append(
                RepairEntry(
                    facet: FacetID(Identifier(high: .max, low: .max), .down),
                    received: DotSet()))
            return .repair(Repair(session: identifier(), counter: number(), facets: entries))
        default:
            return .repairAnswer(
                RepairAnswer(
                    states: some(3) { StateCodec.state($0.records()[1]) },
                    missing: ascending(3, { $0.facet < $1.facet }) {
                        MissingDots(
                            facet: $0.facet(),
                            dots: ($0.some(3) { Dot($0.identifier(), $0.number()) }
                                + [Dot(.zero, 1)]).sorted())
                    },
                    unknown: ascending(3, <) { $0.facet() }))
        }
    }

    private mutating func recovery(_ kind: MessageKind) -> Message {
        switch kind {
        case .reclaim:
            .reclaim(
                Reclaim(
                    session: identifier(), counter: number(), incarnation: identifier(),
                    from: number(), bytesMax: number()))
        case .reclaimAnswer:
            .reclaimAnswer(ReclaimAnswer(runs: some(3) { $0.run() }, isLast: below(2) == 0))
        case .handBack:
            .handBack(
                HandBack(
                    session: identifier(), counter: number(),
                    frames: [[1]] + some(3) { $0.random.bytes(count: 100) }))
        default:
            .refusal(
                Refusal(
                    code: RefusalCode.allCases[below(26)], parameters: some(3) { $0.text() },
                    retryAfterSeconds: number(),
                    needFrom: perhaps {
                        SequencePoint(replica: $0.identifier(), sequence: $0.number())
                    }, time: random.next()))
        }
    }

    private mutating func enrollment(_ kind: MessageKind) -> Message {
        switch kind {
        case .enrollmentRequest:
            .enrollmentRequest(
                EnrollmentRequest(
                    slot: random.bytes(count: 8), signingKey: random.bytes(count: 32),
                    sealingKey: random.bytes(count: 32), incarnation: identifier(),
                    nonce: random.bytes(count: 16), isPractice: below(2) == 0, program: text(),
                    proof: random.bytes(count: 32)))
        case .credential:
            .credential(
                Credential(
                    node: identifier(), office: division(), tier: Tier.allCases[below(6)],
                    name: text(), programme: "happiness", signingKey: random.bytes(count: 32),
                    sealingKey: random.bytes(count: 32), isPractice: below(2) == 0,
                    parentNode: identifier(), parentSigningKey: random.bytes(count: 32),
                    parentSealingKey: random.bytes(count: 32), parentOffice: division(),
                    parentName: text(), addresses: some(3) { $0.text() },
                    pins: some(2) { $0.random.bytes(count: 32) }, rights: rights(),
                    time: random.next(), words: "apple river stone cloud paper lamp"))
        default:
            .invitation(
                Invitation(
                    slot: random.bytes(count: 8), code: "ABCD-EFGH",
                    addresses: some(3) { $0.text() }, node: identifier(),
                    signingKey: random.bytes(count: 32), sealingKey: random.bytes(count: 32),
                    pins: some(2) { $0.random.bytes(count: 32) }, office: division(),
                    name: text(), isPractice: below(2) == 0, expires: random.next()))
        }
    }

    private mutating func bundle(_ kind: MessageKind) -> Message {
        switch kind {
        case .bundleHeader:
            let first = number()
            return .bundleHeader(
                BundleHeader(
                    id: identifier(), kind: BundleKind.allCases[below(2)],
                    sourceNode: identifier(), sourceOffice: division(), incarnation: identifier(),
                    recipientNode: identifier(), recipientOffice: division(),
                    created: random.next(), first: first, last: first + number(),
                    logID: identifier(), schema: 1, isPractice: below(2) == 0,
                    contact: number()))
        case .bundleTrailer:
            return .bundleTrailer(
                BundleTrailer(
                    id: identifier(), count: UInt64(below(9)), hash: random.bytes(count: 32)))
        default:
            return .statement(
                Statement(
                    incarnation: identifier(), sequence: number(), chain: random.bytes(count: 32),
                    ratchet: random.bytes(count: 16), schema: 1, clock: random.next(),
                    checkpoints: some(3) { $0.checkpoint() },
                    subtreeHash: random.bytes(count: 32),
                    acknowledged: perhaps {
                        SequencePoint(replica: $0.identifier(), sequence: $0.number())
                    }))
        }
    }
}
