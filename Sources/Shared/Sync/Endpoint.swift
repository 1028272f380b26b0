internal import Replication
internal import Seal
internal import Storage
public import Wire

/// The answering end of links: what a server says to its children.
///
/// Order of the checks: the bytes inflate within bounds → the envelope decodes → its signer is an
/// enrolled node that is not revoked → the signature is its own → the message is of this route →
/// the conversation is open, the number new, and a hello came before. Only then its contents are
/// looked at. Every answer is signed, refusals included; an answer that says "received" is given
/// after the commit.
public final class Endpoint: Sendable {
    /// The server's replica.
    let replica: Replica
    /// Who speaks.
    let sessions = Sessions()
    /// How many rows one answer of a comparison has at most.
    let rowsMax: Int

    /// The answering end of a server's replica.
    public init(_ replica: Replica) {
        self.replica = replica
        rowsMax = Limits.rowsMax
    }

    /// One whose answers are shorter, for tests of what goes on over several.
    package init(_ replica: Replica, rowsMax: Int) {
        self.replica = replica
        self.rowsMax = rowsMax
    }

    /// What came of a request.
    public struct Answer: Sendable {
        /// A packed envelope: the answer, or a refusal.
        public let bytes: [UInt8]
        /// Which refusal it is, for carriers that have numbers of their own for it.
        public let refusal: RefusalCode?
        /// After how many seconds it is worth asking again.
        public let retryAfterSeconds: UInt64
    }

    /// Answers one request; never traps, whatever the bytes.
    public func answer(_ question: Question, _ request: [UInt8]) -> Answer {
        do {
            return answer(try reply(question, request))
        } catch let denial as Denial {
            return refuse(denial)
        } catch let error as StorageError {
            return refuse(error.denial ?? Denial(storage: error))
        } catch {
            return refuse(Denial(.internalFault, ["\(error)"]))
        }
    }

    private func answer(_ message: Message) -> Answer {
        Answer(
            bytes: Packing.pack(replica.keys.envelope(message).encoded()), refusal: nil,
            retryAfterSeconds: 0)
    }

    private func refuse(_ denial: Denial) -> Answer {
        let refusal = Refusal(
            code: denial.code, parameters: denial.parameters,
            retryAfterSeconds: denial.retryAfterSeconds, needFrom: denial.needFrom,
            time: replica.clock.now())
        return Answer(
            bytes: Packing.pack(replica.keys.envelope(.refusal(refusal)).encoded()),
            refusal: denial.code, retryAfterSeconds: denial.retryAfterSeconds)
    }

    private func reply(_ question: Question, _ request: [UInt8]) throws -> Message {
        let bytes = try Packing.unpack(request)
        let envelope = try Envelope.received(bytes)
        if question == .enrollments { return try enroll(envelope) }
        let node = try child(envelope.signer)
        let message = try envelope.message(by: try VerifyingKey(node.signingKey))
        switch (question, message) {
        case (.hello, .greeting(let greeting)):
            return try greet(greeting, node: node)
        case (.hello, .hello(let hello)):
            try use(hello.session, hello.counter, node, from: .greeted)
            let answer = try welcome(hello, from: node)
            sessions.reach(answer.verdict == .normal ? .welcome : .heard, in: hello.session)
            return .helloAnswer(answer)
        case (.push, .push(let push)):
            try use(push.session, push.counter, node)
            return try .acknowledgement(accept(push, from: node))
        case (.pull, .pull(let pull)):
            try use(pull.session, pull.counter, node)
            return try .pullAnswer(serve(pull, to: node))
        case (.digest, .digestQuery(let query)):
            try use(query.session, query.counter, node)
            return try .digestAnswer(compare(query, with: node, envelope: bytes))
        case (.repair, .repair(let repair)):
            try use(repair.session, repair.counter, node)
            return try .repairAnswer(mend(repair, for: node))
        case (.reclaim, .reclaim(let reclaim)):
            try use(reclaim.session, reclaim.counter, node, from: .heard)
            return try .reclaimAnswer(giveBack(reclaim, to: node))
        case (.handback, .handBack(let back)):
            try use(back.session, back.counter, node)
            return try .acknowledgement(takeBack(back, from: node))
        default:
            throw Denial(.malformed, ["another message than \(question.rawValue) takes"])
        }
    }

    private func use(
        _ session: Identifier, _ counter: UInt64, _ node: NodeRecord,
        from stage: Sessions.Stage = .welcome
    ) throws(Denial) {
        try sessions.use(
            session, counter: counter, node: node.node, from: stage, now: replica.clock.now())
    }

    /// The enrolled child that signed.
    private func child(_ signer: Identifier) throws -> NodeRecord {
        let found = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.node(signer)
        }
        guard let found, !found.isParent else { throw Denial(.unknownNode, ["\(signer)"]) }
        guard found.status != .revoked else { throw Denial(.revoked, [found.name]) }
        return found
    }

    /// Opens a conversation.
    private func greet(_ greeting: Greeting, node: NodeRecord) throws -> Message {
        guard greeting.node == node.node else { throw Denial(.unauthentic, ["greeting"]) }
        guard greeting.versions.contains(Limits.protocolVersion) else {
            throw Denial(.version, ["\(Limits.protocolVersion)"])
        }
        let identity = replica.store.identity
        guard greeting.isPractice == identity.isPractice else { throw Denial(.world) }
        let session = replica.entropy.identifier()
        let now = replica.clock.now()
        try sessions.begin(session, node: node.node, now: now)
        return .challenge(
            Challenge(
                version: Limits.protocolVersion, nonce: greeting.nonce, session: session,
                node: identity.node, office: identity.office, name: identity.name,
                isPractice: identity.isPractice, time: now))
    }
}

extension Envelope {
    /// An envelope as it came, or the refusal of what is none.
    static func received(_ bytes: [UInt8]) throws(Denial) -> Envelope {
        do {
            return try Envelope(decoding: bytes)
        } catch {
            throw Denial(.malformed, ["\(error)"])
        }
    }
}

extension Denial {
    /// What a failing disk means to the one who asked.
    init(storage error: StorageError) {
        switch error {
        case .full: self.init(.diskFull, retryAfterSeconds: 600)
        case .newer: self.init(.newerDatabase)
        default: self.init(.internalFault, ["\(error)"], retryAfterSeconds: 60)
        }
    }
}
