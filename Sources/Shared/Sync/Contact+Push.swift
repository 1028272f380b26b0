internal import Replication
internal import Storage
internal import Wire

/// Upward: signed runs of everything that the parent lacks, this node's own first.
extension Contact {
    /// Pushes until the parent has acknowledged all that is here.
    ///
    /// The last frame is final, so that its answer tells what has become of everything that the
    /// parent has; it goes once in a contact even if nothing is left to push.
    mutating func push(_ conversation: inout Conversation) throws {
        let heads = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.headsUpward(of: replica.keys.node)
        }
        var hasAll = false
        while !hasAll {
            do {
                try push(heads, &conversation)
                hasAll = true
            } catch SyncError.refused(let refusal) {
                // The parent has less of an incarnation than was thought here.
                guard let need = refusal.needFrom, refusal.code == .gap,
                    need.sequence > 0, need.sequence <= known[need.replica] ?? 0
                else { throw SyncError.refused(refusal) }
                known[need.replica] = need.sequence - 1
            }
        }
    }

    /// A frame that waits until it is known whether another one follows.
    private struct Waiting {
        var runs: [Run] = []
        var replica = ReplicaID.zero
        var upTo: UInt64 = 0
    }

    private mutating func push(_ heads: [Head], _ conversation: inout Conversation) throws {
        var waiting = Waiting()
        for head in heads {
            var next = (known[head.replica] ?? 0) + 1
            while next <= head.sequence {
                let page = try replica.store.read { snapshot throws(StorageError) in
                    try RunPage.upward(head, from: next, replica: replica, in: snapshot)
                }
                guard !page.runs.isEmpty else { break }
                if !waiting.runs.isEmpty { _ = try send(waiting, isFinal: false, &conversation) }
                next = page.next
                waiting = Waiting(runs: page.runs, replica: head.replica, upTo: next - 1)
            }
        }
        if !hasAsked || !waiting.runs.isEmpty {
            try askOn(try send(waiting, isFinal: true, &conversation), &conversation)
        }
        hasAsked = true
    }

    /// Asks on where a mark ended early, because more was not merged than one mark names.
    private mutating func askOn(
        _ answer: Acknowledgement, _ conversation: inout Conversation
    ) throws {
        for mark in answer.marks {
            var point = SequencePoint(replica: mark.incarnation, sequence: mark.upTo)
            while point.sequence < known[point.replica] ?? 0 {
                let next = try send([], isFinal: false, after: [point], &conversation)
                guard
                    let more = next.marks.first(where: { $0.incarnation == point.replica }),
                    more.upTo > point.sequence
                else { break }
                point = SequencePoint(replica: point.replica, sequence: more.upTo)
            }
        }
    }

    private mutating func send(
        _ waiting: Waiting, isFinal: Bool, _ conversation: inout Conversation
    ) throws -> Acknowledgement {
        let answer = try send(waiting.runs, isFinal: isFinal, &conversation)
        if !waiting.runs.isEmpty { known[waiting.replica] = waiting.upTo }
        return answer
    }

    /// Sends runs and takes the acknowledgement in, in one transaction.
    ///
    /// - Parameter after: where the marks of some incarnations are to begin.
    @discardableResult
    mutating func send(
        _ runs: [Run], isFinal: Bool, after: [SequencePoint] = [],
        _ conversation: inout Conversation
    ) throws -> Acknowledgement {
        let push = Push(
            session: conversation.session, counter: conversation.nextCounter(), runs: runs,
            isFinal: isFinal, after: after)
        let answer = try conversation.exchange(.push, .push(push))
        guard case .acknowledgement(let acknowledgement) = answer.message else {
            throw SyncError.unexpectedAnswer
        }
        report.exceptions += try Acknowledging.take(
            acknowledgement, envelope: answer.received, from: conversation.parent.node,
            replica: replica)
        report.pushed += runs.reduce(0) { $0 + $1.items.count }
        progress(report)
        return acknowledgement
    }

    /// Hands back the frames that a restored parent had signed, oldest first.
    mutating func handBack(_ conversation: inout Conversation) throws {
        let frames = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.frames(from: conversation.parent.node)
        }
        for frame in frames {
            let back = HandBack(
                session: conversation.session, counter: conversation.nextCounter(),
                frames: [frame])
            _ = try conversation.exchange(.handback, .handBack(back))
        }
    }
}

extension RunPage {
    /// What a frame upward takes of one incarnation.
    static func upward(
        _ head: Head, from next: UInt64, replica: Replica, in snapshot: Snapshot
    ) throws(StorageError) -> RunPage {
        let reaches = Scope.upward(of: replica.office)
        if head.node == replica.keys.node {
            return try .own(
                head.replica, from: next, keys: replica.keys, reaches: reaches, in: snapshot)
        }
        return try .kept(
            head.replica, from: next, bytesMax: Limits.frameItemsBytesMax, reaches: reaches,
            in: snapshot)
    }
}

/// How a child takes an acknowledgement in, from a line or from a stick.
enum Acknowledging {
    /// Moves the positions, settles what was pending, un-applies what was refused; one transaction.
    ///
    /// - Returns: how many exceptions were not heard of before, or stood otherwise.
    static func take(
        _ acknowledgement: Acknowledgement, envelope: [UInt8], from node: Identifier,
        replica: Replica
    ) throws(StorageError) -> Int {
        try replica.store.write { transaction throws(StorageError) in
            var marks: [AcknowledgementMark] = []
            for mark in acknowledgement.marks
            where try !isOld(mark, of: acknowledgement, in: transaction) {
                marks.append(mark)
            }
            let news = try marks.map { mark throws(StorageError) in
                let known = try transaction.acknowledged(mark.incarnation)?.exceptions ?? []
                let heard = Dictionary(
                    known.map { ($0.sequence, $0.standing) },
                    uniquingKeysWith: { first, _ in first })
                let new = mark.exceptions.filter { heard[$0.sequence] != $0.standing }
                return (incarnation: mark.incarnation, exceptions: new)
            }
            try transaction.acknowledge(
                marks, durable: acknowledgement.durable, from: node,
                envelope: envelope)
            for (incarnation, exceptions) in news {
                for exception in exceptions where exception.standing == .refused {
                    try transaction.unapply(incarnation, exception.sequence)
                }
            }
            return news.reduce(0) { $0 + $1.exceptions.count }
        }
    }

    /// Whether a mark that ends earlier than what is known is an old word, which a stick brings late.
    private static func isOld(
        _ mark: AcknowledgementMark, of acknowledgement: Acknowledgement, in snapshot: Snapshot
    ) throws(StorageError) -> Bool {
        guard let known = try snapshot.acknowledged(mark.incarnation)?.upTo, mark.upTo < known,
            let bytes = try snapshot.acknowledgement(of: mark.incarnation),
            let newest = try? Envelope(decoding: bytes),
            let word = try? Acknowledgement(decoding: newest.payload)
        else { return false }
        return word.logID == acknowledgement.logID && acknowledgement.position < word.position
    }
}
