import Replication
import Seal
import Support
import Wire

/// The story that the examples of `protocol.md` tell: a village and its county, and one household.
///
/// The village enters a household; village and county change its number at the same time; the county
/// decides; the county refuses an address. Keys come from seeds that everybody can type.
struct Story {
    // MARK: - Who

    let village = Party(seed: 0x40)
    let county = Party(seed: 0x00)
    let villageOffice = Story.division("350603101007")
    let countyOffice = Story.division("350603")
    let villageReplica = Story.id(0x11)
    let countyReplica = Story.id(0x22)
    let clerk = Story.id(0x44)
    let officer = Story.id(0x45)
    let session = Story.id(0x55)
    let log = Story.id(0x66)
    let rights = RightsNumber(Story.id(0x22), 3)

    /// A node with its two key pairs, from the 64 bytes that begin with one byte and count up.
    struct Party {
        let signingSeed: [UInt8]
        let sealingSeed: [UInt8]

        init(seed: UInt8) {
            signingSeed = (0..<32).map { seed + $0 }
            sealingSeed = (32..<64).map { seed + $0 }
        }

        func signing() throws -> SigningKey { try SigningKey(seed: signingSeed) }
        func sealing() throws -> SealingKey { try SealingKey(seed: sealingSeed) }

        func node() throws -> Identifier {
            let key = try signing().verifyingKey.bytes
            let digest = hash(Array("happiness-sync/1/node".utf8) + key)
            return Identifier(bytes: digest.prefix(16)) ?? .zero
        }

        func envelope(_ message: Message) throws -> Envelope {
            let payload = message.encoded()
            return Envelope(
                signer: try node(), payload: payload,
                signature: sign(Envelope.signedBytes(payload), with: try signing()))
        }
    }

    static func id(_ byte: UInt8) -> Identifier {
        Identifier(bytes: [UInt8](repeating: byte, count: 16)) ?? .zero
    }

    static func division(_ code: String) -> DivisionCode { DivisionCode(code) ?? .nation }

    // MARK: - What happens

    /// 15 July 2017, 09:00 in China.
    static let start: UInt64 = 1_500_080_400_000
    let record = RecordID("0195d2f4-1c00-7a11-8b22-c33d44e55f66") ?? .zero
    var facet: FacetID { FacetID(record, .nation) }
    var sensitive: FacetID { FacetID(record, .county) }

    static let number = RegisterName(17)

    private func change(
        by replica: ReplicaID, _ sequence: UInt64, act: Act, _ facet: FacetID, minutes: UInt64,
        past: [Dot], _ writes: [(RegisterName, Value, [Dot])], origin: Origin? = nil,
        salt: [UInt8] = []
    ) -> Change {
        let isVillage = replica == villageReplica
        let past = VersionVector(ascending: past) ?? VersionVector()
        return Change(
            facet: facet, type: 11, home: villageOffice,
            stamp: Stamp(
                author: isVillage ? clerk : officer,
                office: isVillage ? villageOffice : countyOffice,
                tier: isVillage ? .village : .county,
                time: HybridTime(ticks: (Self.start + minutes * 60_000) << 16)),
            replica: replica, sequence: sequence, act: act, schema: 1, rights: rights, past: past,
            writes: writes.enumerated().map { index, write in
                Write(
                    register: write.0,
                    dot: Dot(replica, past[replica] + UInt64(index) + 1), value: write.1,
                    holes: write.2)
            }, origin: origin, salt: salt)
    }

    /// The village enters a household: the part that reaches the nation.
    var created: Change {
        change(
            by: villageReplica, 1, act: Act(first: 1, count: 2), facet, minutes: 0, past: [],
            [
                (.home, .text("350603101007"), []),
                (RegisterName(16), .text("350603101007"), []),
                (Self.number, .text("12"), []),
            ])
    }

    /// The same act: the part that stays in the county, with an element of a set, salted.
    var createdSensitive: Change {
        change(
            by: villageReplica, 2, act: Act(first: 1, count: 2), sensitive, minutes: 0, past: [],
            [
                (RegisterName(18), .text("浦口组7号"), []),
                (RegisterName(19, key: Array("two_daughter".utf8)), .bool(true), []),
            ], salt: [UInt8](repeating: 0x77, count: 16))
    }

    /// The village corrects the number.
    var byVillage: Change {
        change(
            by: villageReplica, 3, act: Act(first: 3, count: 1), facet, minutes: 30,
            past: [Dot(villageReplica, 3)], [(Self.number, .text("12-1"), [])])
    }

    /// The county does so too, before it has heard of it.
    var byCounty: Change {
        change(
            by: countyReplica, 1, act: Act(first: 1, count: 1), facet, minutes: 45,
            past: [Dot(villageReplica, 3)], [(Self.number, .text("12A"), [])])
    }

    /// The county decides, with both values on its screen.
    var decided: Change {
        change(
            by: countyReplica, 2, act: Act(first: 2, count: 1), facet, minutes: 90,
            past: [Dot(villageReplica, 4), Dot(countyReplica, 1)],
            [(Self.number, .text("12-1"), [])])
    }

    /// The village saves a form that it had opened before the decision came: it replaces the two
    /// values that were on the screen, and leaves the decision standing.
    var late: Change {
        change(
            by: villageReplica, 5, act: Act(first: 5, count: 1), facet, minutes: 120,
            past: [Dot(villageReplica, 4), Dot(countyReplica, 2)],
            [(Self.number, .text("12-2"), [Dot(countyReplica, 2)])],
            origin: Origin(Self.id(0x10), 9))
    }

    /// The village overwrites an address in a way that the county refuses.
    var refused: Change {
        change(
            by: villageReplica, 4, act: Act(first: 4, count: 1), sensitive, minutes: 60,
            past: [Dot(villageReplica, 2)], [(RegisterName(18), .text("?"), [])],
            salt: [UInt8](repeating: 0x78, count: 16))
    }

    /// The county voids that write, which it has not merged.
    var voiding: Change {
        change(
            by: countyReplica, 3, act: Act(first: 3, count: 1), sensitive, minutes: 91,
            past: [Dot(villageReplica, 2)], [(.void(Dot(villageReplica, 3)), .bool(true), [])],
            salt: [UInt8](repeating: 0x79, count: 16))
    }

    /// What a replica holds that has taken these changes in, in this order.
    func record(_ changes: [Change]) -> Record {
        var record = Record(
            facet: changes[0].facet, type: changes[0].type, home: changes[0].home)
        for change in changes { record.apply(change) }
        return record
    }

    /// Both corrections stand beside one another.
    var conflicting: Record { record([created, byVillage, byCounty]) }
    /// The decision has replaced both.
    var settled: Record { record([created, byVillage, byCounty, decided]) }
    /// The decision has come before the two values that it replaced: a gap.
    var incomplete: Record { record([created, decided]) }
    /// The refused address is gone, the one before it stands.
    var voided: Record { record([createdSensitive, voiding]) }

    // MARK: - The chain

    func bodyHash(_ change: Change) -> [UInt8] { hash(ChangeCodec.encode(change)) }

    /// The chain of an incarnation after each of its changes.
    func chain(_ changes: [Change]) -> [[UInt8]] {
        var chain = Chain.start
        return changes.map { change in
            chain = Chain.next(
                chain, replica: change.replica, sequence: change.sequence,
                bodyHash: bodyHash(change), hash: hash)
            return chain
        }
    }

    var villageChanges: [Change] { [created, createdSensitive, byVillage, refused, late] }
    var countyChanges: [Change] { [byCounty, decided, voiding] }

    /// A run of the village's first changes, signed by it; as the county forwards it to its parent,
    /// what has reach `county` is closed to its hash.
    func run(count: Int, isForwarded: Bool) throws -> Run {
        let changes = Array(villageChanges.prefix(count))
        let after = chain(changes)[count - 1]
        let signed = Run.signedBytes(
            replica: villageReplica, last: UInt64(count), chainAfter: after)
        return Run(
            replica: villageReplica, firstSequence: 1, chainBefore: Chain.start,
            items: changes.map { change in
                isForwarded && change.facet.reach == .county
                    ? .hash(bodyHash(change)) : .body(ChangeCodec.encode(change))
            },
            chainAfter: after, signature: sign(signed, with: try village.signing()))
    }

    var villageHead: HeadMark {
        HeadMark(replica: villageReplica, sequence: 5, chain: chain(villageChanges)[4])
    }

    /// What the county knows of the village's subtree: the hash of the list of heads.
    func subtreeHash(_ heads: [HeadMark]) -> [UInt8] {
        hash(
            heads.sorted { $0.replica < $1.replica }.flatMap { head in
                head.replica.bytes + bigEndian(head.sequence) + head.chain
            })
    }

    func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }

    /// The digest of some records.
    func digest(_ records: [Record]) -> Digest {
        var digest = Digest()
        for record in records { digest.insert(StateCodec.hash(record, by: hash)) }
        return digest
    }

    func leaf(_ facet: FacetID) -> UInt8 { hash(facet.bytes)[0] }

    // MARK: - Enrollment

    static let secret: [UInt8] = (0xa0..<0xb0).map { $0 }

    /// The code on the invitation: secret, fingerprint of the server, check; in Crockford's letters.
    func code() throws -> String {
        let body = Self.secret + (try county.node()).bytes.prefix(8)
        let check = hash(Array("happiness-sync/1/code".utf8) + body).prefix(2)
        // 26 bytes are 208 bits; two zeros make them 42 letters of five bits.
        let bits =
            (body + check).flatMap { (byte: UInt8) -> [Int] in
                (0..<8).map { Int(byte >> (7 - UInt8($0)) & 1) }
            } + [0, 0]
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let letters = stride(from: 0, to: bits.count, by: 5).map { start in
            alphabet[bits[start..<start + 5].reduce(0) { $0 << 1 | $1 }]
        }
        return stride(from: 0, to: letters.count, by: 6)
            .map { String(letters[$0..<min($0 + 6, letters.count)]) }.joined(separator: "-")
    }

    var slot: [UInt8] {
        Array(hash(Array("happiness-sync/1/slot".utf8) + Self.secret).prefix(8))
    }

    func enrollment() throws -> EnrollmentRequest {
        var request = EnrollmentRequest(
            slot: slot, signingKey: try village.signing().verifyingKey.bytes,
            sealingKey: try village.sealing().publicKey.bytes, incarnation: villageReplica,
            nonce: [UInt8](repeating: 0x99, count: 16), isPractice: true,
            program: "edge-node 0.1", proof: [])
        request.proof = derive(
            hash(Self.secret), salt: request.nonce, info: request.proofInfo, count: 32)
        return request
    }

    /// The six numbers that both ends show.
    func words() throws -> String {
        let digest = hash(
            Array("happiness-sync/1/words".utf8) + (try village.signing()).verifyingKey.bytes
                + (try county.signing()).verifyingKey.bytes)
        return (0..<6).map { index in
            let number = (Int(digest[2 * index]) << 8 | Int(digest[2 * index + 1])) % 1_000
            return String(String(1_000 + number).dropFirst())
        }.joined(separator: " ")
    }
}
