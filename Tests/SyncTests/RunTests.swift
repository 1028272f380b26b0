import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// What a server asks of a signed run before anything of it enters.
@Suite(.temporaryDirectory) struct RunTests {
    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        try village.sync()
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws {
        try office.add("household", ["number": number, "village": "350603101201"])
    }

    /// A conversation that may push.
    private func opened(_ village: Office, _ county: Office) throws -> RawChild {
        var child = RawChild(village, under: county)
        try child.greet()
        _ = try child.hello()
        return child
    }

    @Test func `a run that repeats known numbers on another chain is a fork, wherever it begins`()
        throws
    {
        let (village, county) = try pair()
        for number in ["H1", "H2", "H3"] { try household(village, number) }
        try village.sync()
        try household(village, "H4")
        var child = try opened(village, county)
        let bodies = try child.bodies()
        let before = try county.standing()
        // Every one is signed by the village itself, joins the known chain where it begins, and
        // goes on beyond what is known.
        let otherwise = [bodies[1], bodies[0], bodies[2], bodies[3]]
        for first in 0..<3 {
            let known = try child.run(first: 1, after: Chain.start, Array(bodies[..<first]))
            let own = Array(otherwise.suffix(from: first))
            let forked = own == Array(bodies.suffix(from: first)) ? own.reversed() : own
            let run = try child.run(
                first: UInt64(first) + 1, after: first == 0 ? Chain.start : known.chainAfter,
                forked)
            #expect(try child.refusal(.push, child.push(run)) == .forked)
        }
        #expect(try county.standing() == before)
        let kept = try county.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.held)
        }
        #expect(
            kept.map(\.code) == [UInt16](repeating: ExceptionCode.dotCollision.rawValue, count: 3))
        #expect(try village.sync().isEqual)
    }

    @Test func `what is refused again and again is kept once, and a person may put it away`()
        throws
    {
        let (village, county) = try pair()
        for number in ["H1", "H2"] { try household(village, number) }
        try village.sync()
        var child = try opened(village, county)
        let bodies = try child.bodies()
        let forked = try child.run(first: 1, after: Chain.start, bodies.reversed())
        for _ in 0..<3 { #expect(try child.refusal(.push, child.push(forked)) == .forked) }
        let kept = try county.store.read { snapshot throws(StorageError) in
            try snapshot.quarantine(.held)
        }
        #expect(kept.count == 1)
        let before = try county.standing()
        try county.replica.refuse(
            try #require(kept.first).caseID, reason: "a copy", by: county.actor())
        #expect(try county.standing() == before)
        let left = try county.store.read { snapshot throws(StorageError) in
            try snapshot.heldCount(of: village.node)
        }
        #expect(left == 0)
    }

    @Test func `a run that repeats known numbers on the same chain is a duplicate`() throws {
        let (village, county) = try pair()
        for number in ["H1", "H2"] { try household(village, number) }
        try village.sync()
        var child = try opened(village, county)
        let before = try county.standing()
        let bodies = try child.bodies()
        let run = try child.run(first: 1, after: Chain.start, bodies)
        #expect(try child.refusal(.push, child.push(run)) == nil)
        #expect(try county.standing() == before)
    }

    @Test func `a greeting names the node that signs it`() throws {
        let (village, county) = try pair()
        let child = RawChild(village, under: county)
        #expect(
            try child.refusal(.hello, child.greeting(of: county.node)) == .unauthentic)
        #expect(try child.refusal(.hello, child.greeting(of: village.node)) == nil)
    }

    @Test func `nothing is answered before a hello, and none in another's name`() throws {
        let (village, county) = try pair()
        var child = RawChild(village, under: county)
        try child.greet()
        let pull = Pull(
            session: child.session, counter: child.next(), cursor: nil, load: nil, bytesMax: 1)
        #expect(try child.refusal(.pull, .pull(pull)) == .malformed)
        let stranger = try county.incarnation()
        guard case .refusal(let refusal) = try child.hello(incarnation: stranger) else {
            Issue.record("a child spoke in the name of its parent's incarnation")
            return
        }
        #expect(refusal.code == .unauthentic)
        _ = try child.hello()
        let again = Pull(
            session: child.session, counter: child.next(), cursor: nil, load: nil, bytesMax: 1)
        #expect(try child.refusal(.pull, .pull(again)) == nil)
    }
}
