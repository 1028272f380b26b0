import Compression
import Replication
import Seal
import Storage
import Sync
import Testing
import Wire

/// A child that speaks by hand, with an office's keys: it can say what no honest program says.
struct RawChild {
    private let office: Office
    private let endpoint: Endpoint
    /// The conversation, once it was greeted.
    private(set) var session: Identifier = .zero
    private var counter: UInt64 = 0

    /// A child with the keys and the log of an office, at the office above it.
    init(_ office: Office, under parent: Office) {
        self.office = office
        endpoint = parent.endpoint
    }

    /// The number of the next request.
    mutating func next() -> UInt64 {
        counter += 1
        return counter
    }

    /// What is answered to a message under the office's signature.
    func ask(_ question: Question, _ message: Message) throws -> Message {
        let sent = compress(office.replica.keys.envelope(message).encoded())
        let answer = endpoint.answer(question, sent).bytes
        let bytes = try decompress(answer, inflatedMax: Limits.envelopeBytesMax)
        return try Message(decoding: Envelope(decoding: bytes).payload)
    }

    /// The code with which a message is refused; `nil` if it was carried out.
    func refusal(_ question: Question, _ message: Message) throws -> RefusalCode? {
        guard case .refusal(let refusal) = try ask(question, message) else { return nil }
        return refusal.code
    }

    /// The greeting of a node.
    func greeting(of node: Identifier) -> Message {
        .greeting(
            Greeting(
                versions: [Limits.protocolVersion], node: node, isPractice: true,
                nonce: [UInt8](repeating: 7, count: 16)))
    }

    /// Opens a conversation.
    mutating func greet() throws {
        guard case .challenge(let challenge) = try ask(.hello, greeting(of: office.node)) else {
            throw SyncError.unexpectedAnswer
        }
        session = challenge.session
        counter = 0
    }

    /// Says what the office says of itself.
    mutating func hello(incarnation: ReplicaID? = nil) throws -> Message {
        let number = next()
        let own = try office.store.read { snapshot throws(StorageError) in
            try snapshot.ownHead()
        }
        let ratchet = try office.store.read { snapshot throws(StorageError) in
            try snapshot.setting("ratchet.own") ?? [UInt8](repeating: 0, count: 16)
        }
        return try ask(
            .hello,
            .hello(
                Hello(
                    session: session, counter: number, incarnation: incarnation ?? own.replica,
                    sequence: own.sequence, chain: own.chain, ratchet: ratchet, schema: 1,
                    program: "raw", clock: 1, checkpoints: [],
                    subtreeHash: [UInt8](repeating: 0, count: 32), isRecovering: false)))
    }

    /// A push of one run.
    mutating func push(_ run: Run) -> Message {
        .push(Push(session: session, counter: next(), runs: [run], isFinal: true))
    }

    /// The bodies of the office's own changes, from 1 on.
    func bodies() throws -> [[UInt8]] {
        try office.store.read { snapshot throws(StorageError) in
            try snapshot.log(snapshot.incarnation, from: 1, limit: 1_000, bytesMax: .max)
        }.compactMap(\.body)
    }

    /// A run of the office's incarnation under its signature, whatever is in it.
    func run(first: UInt64, after chain: [UInt8], _ bodies: [[UInt8]]) throws -> Run {
        let replica = try office.incarnation()
        var after = chain
        for (index, body) in bodies.enumerated() {
            after = Chain.next(
                after, replica: replica, sequence: first + UInt64(index), bodyHash: hash(body),
                hash: { hash($0) })
        }
        let signed = Run.signedBytes(
            replica: replica, last: first + UInt64(bodies.count) - 1, chainAfter: after)
        return Run(
            replica: replica, firstSequence: first, chainBefore: chain,
            items: bodies.map(RunItem.body), chainAfter: after,
            signature: sign(signed, with: office.replica.keys.signing))
    }
}

extension Office {
    /// The name of this office's node.
    var node: Identifier { replica.keys.node }

    /// What a refused request must leave as it is: heads, place in the log, digest of everything.
    func standing() throws -> Standing {
        try store.read { snapshot throws(StorageError) in
            Standing(
                heads: try snapshot.heads(under: nil), position: snapshot.position,
                digest: try snapshot.digest(Scope(child: replica.office), without: []))
        }
    }

    /// A replica at a moment.
    struct Standing: Equatable {
        /// Per incarnation its last change and the chain after it.
        let heads: [Head]
        /// The place in the log.
        let position: Int64
        /// Count and sum of all records.
        let digest: Digest
    }
}
