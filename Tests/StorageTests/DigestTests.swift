import Replication
import Seal
import Storage
import Support
import Testing
import Wire

/// Sums that are kept step by step against sums over the records, whatever happens (INV-11).
@Suite("Digests of a replica", .temporaryDirectory)
struct DigestTests {
    let server: Office
    let children: [Office]

    init() throws {
        server = try Office(county, seed: 1)
        children = [
            try Office(village, parent: server.node, seed: 2),
            try Office(neighbour, parent: server.node, seed: 3),
            try Office(township, parent: server.node, seed: 4),
        ]
    }

    @Test func `sums kept step by step are those of the records, and prove them equal (INV-11)`()
        throws
    {
        var random = SeededRandom(seed: 11)
        var (equal, different) = (0, 0)
        for step in 0..<160 {
            let child = children[random.below(children.count)]
            try act(on: child, step, &random)
            for office in [server, child] { try expectSums(of: office, in: child.scope) }
            let isSame = try states(server, child.scope) == states(child, child.scope)
            let isProved = try server.digest(child.scope) == child.digest(child.scope)
            #expect(isSame == isProved, "step \(step)")
            if isSame { equal += 1 } else { different += 1 }
        }
        #expect(equal > 10 && different > 10, "\(equal) and \(different): one side was not seen")
    }

    @Test(arguments: [1, 2, 7, 99, 100, 101, .max])
    func `rows come in pages of any size, each once and in order`(limit: Int) throws {
        for number in 0..<200 {
            try server.set(
                facet(UInt64(number * 7 % 200)), [16: "a"], home: children[0].office)
        }
        let scope = children[0].scope
        let leaves = (0..<128).map { UInt8($0) }
        let held = [facet(3), facet(50)]
        func page(_ after: FacetID?, _ upTo: FacetID?, _ limit: Int) throws -> RowPage {
            try server.store.read { snapshot throws(StorageError) in
                try snapshot.rows(
                    scope, leaves: leaves, without: held, after: after, upTo: upTo, limit: limit)
            }
        }
        let expected = (0..<200).map { facet(UInt64($0)) }.filter { facet in
            leaves.contains(Seal.hash(facet.bytes)[0]) && !held.contains(facet)
        }
        var found: [FacetID] = []
        var isLast = false
        while !isLast {
            let next = try page(found.last, nil, limit)
            #expect(next.rows.count == min(limit, expected.count - found.count))
            // The same stretch, asked for by its ends.
            let stretch = try page(found.last, next.rows.last?.facet, .max)
            #expect(stretch.rows.map(\.facet) == next.rows.map(\.facet) && stretch.isLast)
            found += next.rows.map(\.facet)
            isLast = next.isLast
        }
        #expect(found == expected)
    }

    /// Somebody writes, moves a record, sends or fetches.
    private func act(on child: Office, _ step: Int, _ random: inout SeededRandom) throws {
        let target = facet(UInt64(random.below(6)), [.county, .nation, .down][random.below(3)])
        switch random.below(10) {
        case 0..<4:
            let register = 16 + UInt32(random.below(2))
            do {
                try child.set(target, [register: "\(step)"])
            } catch StorageError.movedAway {
                // It is written where it lies now.
            }
        case 4:
            let home = children[random.below(children.count)].office
            guard try server.record(target) != nil else { return }
            try server.author([
                Draft(
                    facet: target, type: unknownType, home: child.office,
                    assignments: [Assignment(.home, .text(home.description))])
            ])
        case 5, 6: try Carrying.push(child, to: server)
        default:
            try Carrying.push(child, to: server)
            try Carrying.pull(child, from: server)
        }
    }

    /// The records of a scope as others see them.
    private func states(_ office: Office, _ scope: Scope) throws -> [FacetID: [UInt8]] {
        let page = try office.store.read { snapshot throws(StorageError) in
            try snapshot.load(scope, after: nil, limit: 1_000, bytesMax: .max)
        }
        #expect(page.isLast)
        return Dictionary(
            uniqueKeysWithValues: page.records.map { ($0.facet, StateCodec.canonical($0)) })
    }

    /// Compares sum, leaves and rows with what the records give.
    ///
    /// A record in two homes stands once in each of them, so homes are counted.
    private func expectSums(of office: Office, in scope: Scope) throws {
        let page = try office.store.read { snapshot throws(StorageError) in
            try snapshot.load(scope, after: nil, limit: 1_000, bytesMax: .max)
        }
        var (whole, leaves) = (Digest(), [UInt8: Digest]())
        for record in page.records {
            let hash = Seal.hash(StateCodec.canonical(record))
            let places = record.homes.filter { scope.contains(home: $0, reach: record.facet.reach) }
            for _ in places {
                whole.insert(hash)
                leaves[Seal.hash(record.facet.bytes)[0], default: Digest()].insert(hash)
            }
        }
        let (digest, kept) = try office.store.read { snapshot throws(StorageError) in
            (
                try snapshot.digest(scope, without: []), try snapshot.leaves(scope, without: [])
            )
        }
        #expect(digest == whole)
        #expect(kept.filter { $0.value != Digest() } == leaves)
    }
}

extension SeededRandom {
    /// A number from 0 to `limit` - 1.
    fileprivate mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
