import Replication
import Storage
import Support
import Testing
import Wire

@Suite("Links, nodes, invitations, receipts, audit", .temporaryDirectory)
struct LinkTests {
    let office: Office

    init() throws { office = try Office(county, seed: 1) }

    private var node: NodeRecord {
        NodeRecord(
            node: Identifier(high: 3, low: 4), kind: .child, office: division(village),
            name: "东营村", signingKey: [UInt8](repeating: 1, count: 32),
            sealingKey: [UInt8](repeating: 2, count: 32), status: .revoked,
            revokedAt: [NodeRecord.Cut(Identifier(high: 7, low: 7), 12)],
            rightsFrom: RightsNumber(Identifier(high: 8, low: 8), 5), rightsTo: nil,
            addresses: ["https://a", "https://b"],
            pins: [[UInt8](repeating: 3, count: 32), [UInt8](repeating: 4, count: 32)],
            incarnations: [Identifier(high: 9, low: 2), Identifier(high: 9, low: 1)])
    }

    @Test func `a link is read as it was saved, and keeps fifty checkpoints`() throws {
        var link = Link(child: node)
        let log = Identifier(high: 1, low: 1)
        for position in 0..<60 {
            link.advance(to: Checkpoint(logID: log, position: UInt64(position)), load: facet(3))
        }
        link.ratchet = [1]
        link.ratchetNext = [2]
        link.contact = 3
        link.lastContact = 99
        link.clockOffset = -5
        link.program = "edge-node 0.1"
        link.state = "waiting"
        link.isRecovering = true
        let saved = link
        try office.store.write { transaction throws(StorageError) in
            try transaction.save(saved)
            #expect(try transaction.link(saved.node) == saved)
            #expect(try transaction.links() == [saved])
            #expect(try transaction.link(.zero) == nil)
            #expect(try transaction.parentLink() == nil)
        }
        #expect(link.checkpoints.count == 50 && link.checkpoints[0].position == 59)
    }

    @Test func `a node is read as it was saved, by its name and by its incarnations`() throws {
        let node = node
        try office.store.write { transaction throws(StorageError) in
            try transaction.save(node)
            try transaction.save(node)
            #expect(try transaction.node(node.node) == node)
            #expect(try transaction.node(ofReplica: node.incarnations[1]) == node)
            #expect(try transaction.node(ofReplica: .zero) == nil)
            var thief = node
            thief.node = Identifier(high: 66, low: 6)
            try transaction.save(thief)
            #expect(try transaction.node(ofReplica: node.incarnations[0]) == node)
            #expect(try transaction.nodes().count == 2)
        }
    }

    @Test func `an invitation is read as it was saved`() throws {
        var invitation = InvitationRecord(
            slot: [1, 2], office: division(village), name: "东营村", codeHash: [3], expires: 4)
        invitation.usedBy = Identifier(high: 5, low: 5)
        invitation.tries = 2
        let saved = invitation
        try office.store.write { transaction throws(StorageError) in
            try transaction.save(saved)
            #expect(try transaction.invitation([1, 2]) == saved)
            #expect(try transaction.invitations() == [saved])
            #expect(try transaction.invitation([1]) == nil)
        }
    }

    @Test func `receipts come newest first, and no more than a hundred are kept`() throws {
        var digest = Digest()
        digest.insert([UInt8](repeating: 9, count: 32))
        let receipts = (0..<130).map { number in
            ReceiptRecord(
                node: Identifier(high: 1, low: 1), digest: digest, heldCount: number,
                head: Head(
                    replica: Identifier(high: 2, low: 2), sequence: 3,
                    chain: [UInt8](repeating: 1, count: 32), node: nil),
                position: Int64(number), time: 5, ownEnvelope: [6], theirEnvelope: [7])
        }
        try office.store.write { transaction throws(StorageError) in
            for receipt in receipts { try transaction.save(receipt) }
            let found = try transaction.receipts(of: receipts[0].node, limit: 1_000)
            #expect(found == Array(receipts.suffix(100).reversed()))
            #expect(try transaction.receipts(of: .zero).isEmpty)
        }
    }

    @Test func `the audit comes newest first, by person and by object`() throws {
        let entries = (0..<6).map { number in
            AuditEntry(
                at: UInt64(number), user: "u\(number % 2)", act: "set", object: "o\(number % 3)",
                outcome: "done", detail: "")
        }
        try office.store.write { transaction throws(StorageError) in
            for entry in entries { try transaction.audit(entry) }
            #expect(try transaction.audit() == entries.reversed())
            #expect(try transaction.audit(user: "u1", limit: 2) == [entries[5], entries[3]])
            #expect(try transaction.audit(object: "o0") == [entries[3], entries[0]])
        }
    }
}
