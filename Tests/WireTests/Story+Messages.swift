import Replication
import Seal
import Wire

/// One message of every kind, as they pass in the story.
extension Story {
    var cursor: Checkpoint { Checkpoint(logID: log, position: 40) }
    var position: Checkpoint { Checkpoint(logID: log, position: 43) }
    static let now = start + 7_200_000

    func messages() throws -> [(name: String, message: Message)] {
        try contact() + exchange() + comparison() + recovery() + enrolling() + bundle()
    }

    private func contact() throws -> [(String, Message)] {
        let heads = [
            HeadMark(replica: villageReplica, sequence: 2, chain: chain(villageChanges)[1])
        ]
        return [
            (
                "greeting",
                .greeting(
                    Greeting(
                        versions: [1], node: try village.node(), isPractice: true,
                        nonce: [UInt8](repeating: 0x88, count: 16)))
            ),
            (
                "challenge",
                .challenge(
                    Challenge(
                        version: 1, nonce: [UInt8](repeating: 0x88, count: 16), session: session,
                        node: try county.node(), office: countyOffice, name: "漳州市龙文区",
                        isPractice: true, time: Self.now))
            ),
            (
                "hello",
                .hello(
                    Hello(
                        session: session, counter: 1, incarnation: villageReplica, sequence: 5,
                        chain: villageHead.chain, ratchet: [UInt8](repeating: 0xaa, count: 16),
                        schema: 1, program: "edge-node 0.1", clock: Self.now,
                        checkpoints: [cursor], subtreeHash: subtreeHash([villageHead]),
                        isRecovering: false))
            ),
            (
                "hello-answer",
                .helloAnswer(
                    HelloAnswer(
                        verdict: .normal, isSame: false, known: heads,
                        ratchet: [UInt8](repeating: 0xab, count: 16), incarnation: countyReplica,
                        logID: log, cursor: cursor, time: Self.now, rights: rights,
                        isRecovering: false))
            ),
        ]
    }

    private func exchange() throws -> [(String, Message)] {
        let mark = AcknowledgementMark(
            incarnation: villageReplica, after: 1, upTo: 5, chain: villageHead.chain,
            exceptions: [
                ExceptionMark(
                    sequence: 4, standing: .refused, code: .illTyped, caseID: Self.id(0xca),
                    detail: "address")
            ])
        return [
            (
                "push",
                .push(
                    Push(
                        session: session, counter: 2,
                        runs: [try run(count: 2, isForwarded: true)], isFinal: false,
                        after: [SequencePoint(replica: villageReplica, sequence: 1)]))
            ),
            ("acknowledgement", .acknowledgement(acknowledgement(mark))),
            (
                "pull",
                .pull(
                    Pull(
                        session: session, counter: 3, cursor: cursor, load: nil,
                        bytesMax: UInt64(Limits.frameItemsBytesMax)))
            ),
            (
                "pull-answer",
                .pullAnswer(
                    PullAnswer(
                        items: [
                            .change(ChangeCodec.encode(byCounty)),
                            .state(StateCodec.state(voided)),
                            .movedOut(
                                FacetID(Self.id(0x33), .nation),
                                hash: StateCodec.hash(settled, by: hash),
                                home: Self.division("350603101008")),
                        ], cursor: position, load: nil, isLast: true))
            ),
        ]
    }

    private func acknowledgement(_ mark: AcknowledgementMark) -> Acknowledgement {
        Acknowledgement(
            marks: [mark], logID: log, position: 43,
            durable: [DurableMark(reach: .nation, incarnation: villageReplica, upTo: 2)],
            time: Self.now)
    }

    private func query(_ level: DigestLevel, leaves: [UInt8] = []) -> Message {
        .digestQuery(
            DigestQuery(
                session: session, counter: 4, level: level,
                parts: Scope(child: villageOffice).parts, held: [],
                root: digest([settled, voided]), leaves: leaves, head: villageHead,
                cursor: position, time: Self.now))
    }

    private func answer(_ level: DigestLevel, _ records: [Record]) -> DigestAnswer {
        DigestAnswer(
            level: level, isEqual: level == .root, root: digest(records), leaves: [], rows: [],
            logID: log, position: 43, time: Self.now)
    }

    private func comparison() throws -> [(String, Message)] {
        var leaves = answer(.leaves, [conflicting, voided])
        leaves.leaves = [conflicting, voided].map { record in
            LeafSum(leaf: leaf(record.facet), sum: Array(digest([record]).sum.suffix(8)))
        }.sorted { $0.leaf < $1.leaf }
        var rows = answer(.rows, [conflicting, voided])
        rows.rows = [
            RowHash(
                facet: facet, hash: Array(StateCodec.hash(conflicting, by: hash).prefix(16)))
        ]
        return [
            ("digest-query", query(.root)),
            ("digest-query-rows", query(.rows, leaves: [leaf(facet)])),
            ("digest-answer-receipt", .digestAnswer(answer(.root, [settled, voided]))),
            ("digest-answer-leaves", .digestAnswer(leaves)),
            ("digest-answer-rows", .digestAnswer(rows)),
            (
                "repair",
                .repair(
                    Repair(
                        session: session, counter: 5,
                        facets: [RepairEntry(facet: facet, received: incomplete.received)]))
            ),
            (
                "repair-answer",
                .repairAnswer(
                    RepairAnswer(
                        states: [StateCodec.state(conflicting)],
                        missing: [MissingDots(facet: facet, dots: [Dot(countyReplica, 2)])],
                        unknown: []))
            ),
        ]
    }

    private func recovery() throws -> [(String, Message)] {
        let frame = try county.envelope(
            .pullAnswer(
                PullAnswer(
                    items: [.change(ChangeCodec.encode(byCounty))], cursor: cursor, load: nil,
                    isLast: true)))
        return [
            (
                "reclaim",
                .reclaim(
                    Reclaim(
                        session: session, counter: 6, incarnation: villageReplica, from: 1,
                        bytesMax: UInt64(Limits.frameItemsBytesMax)))
            ),
            (
                "reclaim-answer",
                .reclaimAnswer(
                    ReclaimAnswer(runs: [try run(count: 2, isForwarded: false)], isLast: true))
            ),
            (
                "hand-back",
                .handBack(HandBack(session: session, counter: 7, frames: [frame.encoded()]))
            ),
            (
                "refusal",
                .refusal(
                    Refusal(
                        code: .gap, parameters: ["浦口村"], retryAfterSeconds: 0,
                        needFrom: SequencePoint(replica: villageReplica, sequence: 3),
                        time: Self.now))
            ),
        ]
    }

    private func enrolling() throws -> [(String, Message)] {
        let pin = [UInt8](repeating: 0xbb, count: 32)
        let address = "https://192.168.7.1:8440"
        return [
            ("enrollment-request", .enrollmentRequest(try enrollment())),
            (
                "credential",
                .credential(
                    Credential(
                        node: try village.node(), office: villageOffice, tier: .village,
                        name: "浦口村", programme: "happiness",
                        signingKey: try village.signing().verifyingKey.bytes,
                        sealingKey: try village.sealing().publicKey.bytes, isPractice: true,
                        parentNode: try county.node(),
                        parentSigningKey: try county.signing().verifyingKey.bytes,
                        parentSealingKey: try county.sealing().publicKey.bytes,
                        parentOffice: countyOffice, parentName: "漳州市龙文区",
                        addresses: [address], pins: [pin], rights: rights, time: Self.now,
                        words: try words()))
            ),
            (
                "invitation",
                .invitation(
                    Invitation(
                        slot: slot, code: try code(), addresses: [address],
                        node: try county.node(),
                        signingKey: try county.signing().verifyingKey.bytes,
                        sealingKey: try county.sealing().publicKey.bytes, pins: [pin],
                        office: villageOffice, name: "浦口村", isPractice: true,
                        expires: Self.now + 14 * 86_400_000))
            ),
        ]
    }

    private func bundle() throws -> [(String, Message)] {
        let header = BundleHeader(
            id: Self.id(0xb0), kind: .upward, sourceNode: try village.node(),
            sourceOffice: villageOffice, incarnation: villageReplica,
            recipientNode: try county.node(), recipientOffice: countyOffice, created: Self.now,
            first: 3, last: 5, logID: log, schema: 1, isPractice: true, contact: 9)
        let statement = Statement(
            incarnation: villageReplica, sequence: 5, chain: villageHead.chain,
            ratchet: [UInt8](repeating: 0xaa, count: 16), schema: 1, clock: Self.now,
            checkpoints: [cursor], subtreeHash: subtreeHash([villageHead]),
            acknowledged: SequencePoint(replica: villageReplica, sequence: 2))
        let envelopes = try [Message.bundleHeader(header), .statement(statement)].flatMap {
            try village.envelope($0).encoded()
        }
        return [
            ("bundle-header", .bundleHeader(header)), ("statement", .statement(statement)),
            (
                "bundle-trailer",
                .bundleTrailer(
                    BundleTrailer(id: Self.id(0xb0), count: 2, hash: hash(envelopes)))
            ),
        ]
    }
}
