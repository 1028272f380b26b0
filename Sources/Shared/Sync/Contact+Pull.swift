internal import Replication
internal import Storage
internal import Wire

/// Downward: what the parent's feeds hold for this node's scope, after this node's cursor.
extension Contact {
    /// Pulls until the parent has no more.
    mutating func pull(_ conversation: inout Conversation) throws {
        var isLast = false
        while !isLast {
            let link = try replica.store.read { snapshot throws(StorageError) in
                try snapshot.parentLink()
            }
            let pull = Pull(
                session: conversation.session, counter: conversation.nextCounter(),
                cursor: link?.cursor, load: link?.loadAfter,
                bytesMax: UInt64(Limits.frameItemsBytesMax))
            let answer = try conversation.exchange(.pull, .pull(pull))
            guard case .pullAnswer(let page) = answer.message else {
                throw SyncError.unexpectedAnswer
            }
            try Pulling.take(
                page, envelope: answer.received, from: conversation.parent, replica: replica)
            report.pulled += page.items.count
            progress(report)
            isLast = page.isLast
        }
        try replica.store.write { transaction throws(StorageError) in
            // A server that gives rights itself goes on from its own newest change of them.
            let known = try transaction.rightsNumber()
            guard try !transaction.ownIncarnations().contains(known.replica) else { return }
            guard known != rights else { return }
            try transaction.setRightsNumber(rights)
        }
    }
}

/// How a child takes a frame of its parent in, from a line or from a stick.
enum Pulling {
    /// Merges the items and moves the cursor, in one transaction; the signed frame is kept, so that
    /// it can be handed back to a parent that was restored.
    ///
    /// - Parameter movesCursor: false if the page does not follow what is here.
    static func take(
        _ page: PullAnswer, envelope: [UInt8], from parent: NodeRecord, movesCursor: Bool = true,
        replica: Replica
    ) throws(StorageError) {
        try replica.store.write { transaction throws(StorageError) in
            try take(page.items, in: transaction)
            if !page.items.isEmpty {
                try transaction.keepFrame(
                    envelope, from: parent.node, position: Int64(clamping: page.cursor.position))
            }
            guard movesCursor else { return }
            var link = try transaction.link(parent.node) ?? Link(parent: parent)
            link.advance(to: page.cursor, load: page.load)
            try transaction.save(link)
        }
    }

    /// Merges items; one that cannot be read is kept in quarantine and stops nothing (INV-17).
    static func take(
        _ items: [PulledItem], in transaction: Transaction
    ) throws(StorageError) {
        try transaction.receivePulled(items.map(Pulled.init))
    }
}

extension Pulled {
    /// An item of a frame, decoded on its own.
    init(_ item: PulledItem) {
        switch item {
        case .change(let body):
            if let change = try? ChangeCodec.decode(body) {
                self = .change(body: body, change)
            } else {
                self = .unread(body)
            }
        case .state(let bytes):
            if let record = try? StateCodec.record(state: bytes) {
                self = .state(record)
            } else {
                self = .unread(bytes)
            }
        case .movedOut(let facet, _, let home):
            self = .movedOut(facet, newHome: home)
        }
    }
}
