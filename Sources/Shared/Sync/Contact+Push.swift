internal import Replication
internal import Storage
internal import Wire

/// Upward: signed runs of everything that the parent lacks, this node's own first.
extension Contact {
    /// Pushes until the parent has acknowledged all that is here.
    mutating func push(_ conversation: inout Conversation) throws {
        guard !isKnownWhole else {
            isKnownWhole = false
            return
        }
        let heads = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.headsUpward(of: replica.keys.node)
        }
        for head in heads { try push(head, &conversation) }
    }

    private mutating func push(_ head: Head, _ conversation: inout Conversation) throws {
        var next = (known[head.replica] ?? 0) + 1
        while next <= head.sequence {
            let page = try replica.store.read { snapshot throws(StorageError) in
                try RunPage.upward(head, from: next, replica: replica, in: snapshot)
            }
            guard !page.runs.isEmpty else { return }
            try send(page.runs, isFinal: page.isLast, &conversation)
            next = page.next
            known[head.replica] = next - 1
        }
    }

    /// Sends runs and takes the acknowledgement in, in one transaction.
    mutating func send(
        _ runs: [Run], isFinal: Bool, _ conversation: inout Conversation
    ) throws {
        let push = Push(
            session: conversation.session, counter: conversation.nextCounter(), runs: runs,
            isFinal: isFinal)
        let answer = try conversation.exchange(.push, .push(push))
        guard case .acknowledgement(let acknowledgement) = answer.message else {
            throw SyncError.unexpectedAnswer
        }
        try Acknowledging.take(
            acknowledgement, envelope: answer.received, from: conversation.parent.node,
            replica: replica)
        report.pushed += runs.reduce(0) { $0 + $1.items.count }
        report.exceptions += acknowledgement.marks.reduce(0) { $0 + $1.exceptions.count }
        progress(report)
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
    static func take(
        _ acknowledgement: Acknowledgement, envelope: [UInt8], from node: Identifier,
        replica: Replica
    ) throws(StorageError) {
        try replica.store.write { transaction throws(StorageError) in
            try transaction.acknowledge(
                acknowledgement.marks, durable: acknowledgement.durable, from: node,
                envelope: envelope)
            for mark in acknowledgement.marks {
                for exception in mark.exceptions where exception.standing == .refused {
                    try transaction.unapply(mark.incarnation, exception.sequence)
                }
            }
        }
    }
}
