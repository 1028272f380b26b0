internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// One conversation with the parent: its greeting is done, its requests are numbered and signed,
/// its answers checked against the parent's key.
struct Conversation {
    private let replica: Replica
    private let peer: any Peer
    private let parentKey: VerifyingKey
    /// Who answers.
    let parent: NodeRecord
    /// The conversation's name, given by the parent.
    private(set) var session: Identifier = .zero
    private var counter: UInt64 = 0
    /// The parent's clock less this machine's, milliseconds.
    private(set) var clockOffset: Int64 = 0

    /// Greets the parent; fails before anything of this office's is told to somebody else.
    init(_ replica: Replica, peer: any Peer) throws {
        let parent = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.parent()
        }
        guard let parent else { throw SyncError.noParent }
        self.replica = replica
        self.peer = peer
        self.parent = parent
        parentKey = try VerifyingKey(parent.signingKey)
        try greet()
    }

    private mutating func greet() throws {
        let identity = replica.store.identity
        let nonce = replica.entropy.bytes(16)
        let greeting = Greeting(
            versions: [Limits.protocolVersion], node: identity.node,
            isPractice: identity.isPractice, nonce: nonce)
        let answer = try exchange(.hello, .greeting(greeting)).message
        guard case .challenge(let challenge) = answer, challenge.nonce == nonce,
            challenge.node == parent.node
        else { throw SyncError.unexpectedAnswer }
        guard challenge.isPractice == identity.isPractice else { throw SyncError.otherWorld }
        session = challenge.session
        clockOffset = Int64(bitPattern: challenge.time &- replica.clock.now())
    }

    /// The number of the next request.
    mutating func nextCounter() -> UInt64 {
        counter += 1
        return counter
    }

    /// Sends a message and checks who answers.
    ///
    /// - Returns: the answer, and both envelopes as they travelled: receipts are made of them.
    func exchange(
        _ question: Question, _ message: Message
    ) throws -> (message: Message, sent: [UInt8], received: [UInt8]) {
        let sent = replica.keys.envelope(message).encoded()
        let bytes = try Packing.unpack(try peer.ask(question, Packing.pack(sent)))
        let envelope = try Envelope.received(bytes)
        guard envelope.signer == parent.node else { throw SyncError.unexpectedSigner }
        let answer = try envelope.message(by: parentKey)
        if case .refusal(let refusal) = answer { throw SyncError.refused(refusal) }
        return (answer, sent, bytes)
    }
}
