public import Replication
internal import Seal
internal import Storage
internal import Wire

/// A contact on a stick: what an office sends up and what its county sends down, in files.
///
/// Upward: a statement of what the office has, all changes since the last acknowledged one (so the
/// next stick heals a lost one), and its digest. Downward: the acknowledgement, what the office's
/// scope has got since, and the county's digest, so that an office that never sees a network still
/// gets its receipt.
public struct Courier {
    /// What a bundle brought or took.
    public struct Report: Equatable, Sendable {
        /// Changes in runs.
        public var changes = 0
        /// Items of pull frames.
        public var items = 0
        /// Changes that are held or refused.
        public var exceptions = 0
        /// Whether the bundle had been taken in before; nothing was done then.
        public var isRepeated = false
        /// Whether a bundle before it is missing: what is not here comes with the next contact.
        public var isIncomplete = false
        /// Whether the digest in the bundle equals this replica's.
        public var isEqual = false
        /// The incarnation of a child of which another history is known here: two machines use its
        /// data, and its own changes come again once it has heard of that.
        public var parted: ReplicaID?
        /// Whether changes of a child stayed out because those before them are missing here: this
        /// server was restored, and they come once the child has heard of that.
        public var isBehind = false
        /// What the sender of a bundle upward said of itself.
        var statement: Statement?
        /// Whether this replica went on under a new incarnation, and why.
        public var renewal: Contact.Renewal?
        /// Changes of an earlier incarnation that were written again.
        public var rewritten = 0
        /// The size of the file in bytes, when one was written.
        public var fileBytes = 0
        /// Who sent it or gets it.
        public var other = ""
    }

    /// The replica that sends or takes.
    let replica: Replica

    /// A courier of a replica.
    public init(_ replica: Replica) { self.replica = replica }

    /// Writes what the parent lacks into a file.
    public func exportUpward(to path: String) throws -> Report {
        var report = Report()
        let (parent, link, heads, own) = try replica.store.read { snapshot throws(StorageError) in
            (
                try snapshot.parent(), try snapshot.parentLink(),
                try snapshot.headsUpward(of: replica.keys.node), try snapshot.ownHead()
            )
        }
        guard let parent else { throw SyncError.noParent }
        report.other = parent.name
        let writer = try BundleWriter(
            path, header: try header(.upward, to: parent, link: link),
            recipient: try SealingPublicKey(parent.sealingKey), keys: replica.keys,
            entropy: replica.entropy)
        try writer.append(.statement(try statement(own, link: link)))
        try appendHandBacks(of: parent, to: writer)
        for head in heads {
            report.changes += try append(head, to: writer)
        }
        try writer.append(.digestQuery(try digestQuery(link)))
        report.fileBytes = try writer.finish()
        return report
    }

    /// Adds the frames that a parent had signed before it was restored.
    private func appendHandBacks(of parent: NodeRecord, to writer: BundleWriter) throws {
        let frames = try replica.store.read { snapshot throws(StorageError) in
            try Resending.isNeeded(in: snapshot) ? snapshot.frames(from: parent.node) : []
        }
        for frame in frames {
            try writer.append(.handBack(HandBack(session: .zero, counter: 1, frames: [frame])))
        }
    }

    /// Adds the runs of one incarnation after its last acknowledged change.
    private func append(_ head: Head, to writer: BundleWriter) throws -> Int {
        var next = try replica.store.read { snapshot throws(StorageError) in
            try Resending.known(head.replica, in: snapshot) + 1
        }
        var changes = 0
        while next <= head.sequence {
            let page = try replica.store.read { snapshot throws(StorageError) in
                try RunPage.upward(head, from: next, replica: replica, in: snapshot)
            }
            guard !page.runs.isEmpty else { break }
            try writer.append(
                .push(Push(session: .zero, counter: 1, runs: page.runs, isFinal: page.isLast)))
            changes += page.runs.reduce(0) { $0 + $1.items.count }
            next = page.next
        }
        return changes
    }

    /// Writes what a child lacks into a file sealed to it.
    public func exportDownward(to path: String, node: Identifier) throws -> Report {
        var report = Report()
        let (child, link) = try replica.store.read { snapshot throws(StorageError) in
            (try snapshot.node(node), try snapshot.link(node))
        }
        guard let child, !child.isParent else { throw Denial(.unknownNode, ["\(node)"]) }
        guard child.status != .revoked else { throw Denial(.revoked, [child.name]) }
        report.other = child.name
        let writer = try BundleWriter(
            path, header: try header(.downward, to: child, link: link),
            recipient: try SealingPublicKey(child.sealingKey), keys: replica.keys,
            entropy: replica.entropy)
        let partings = try replica.store.read { snapshot throws(StorageError) in
            try Parting(child.node, in: snapshot).runs(in: snapshot)
        }
        for parting in partings { try writer.append(.reclaimAnswer(parting)) }
        for word in try acknowledgements(for: child) {
            report.exceptions += word.marks.reduce(0) { $0 + $1.exceptions.count }
            try writer.append(.acknowledgement(word))
        }
        report.items = try appendPages(for: child, from: link, to: writer)
        try writer.append(.digestAnswer(try digestAnswer(for: child)))
        report.fileBytes = try writer.finish()
        return report
    }

    /// What this server has of everything that a child ever sent, and behind it the marks that go on
    /// where one had to end early.
    private func acknowledgements(for child: NodeRecord) throws -> [Acknowledgement] {
        let endpoint = Endpoint(replica)
        return try replica.store.read { snapshot throws(StorageError) in
            var words = [try endpoint.acknowledgement(ofAll: child, in: snapshot)]
            for mark in words[0].marks {
                var (upTo, isLast) = (mark.upTo, false)
                while !isLast, upTo < (try snapshot.head(mark.incarnation)?.sequence ?? 0) {
                    let next = try endpoint.acknowledgement(
                        of: [mark.incarnation], from: child, after: [mark.incarnation: upTo],
                        in: snapshot)
                    isLast = next.marks.isEmpty || next.marks[0].upTo == upTo
                    upTo = next.marks.first?.upTo ?? upTo
                    words.append(next)
                }
            }
            return words
        }
    }

    /// Adds the pages of a pull from where the child said that it stands.
    private func appendPages(
        for child: NodeRecord, from link: Link?, to writer: BundleWriter
    ) throws -> Int {
        var items = 0
        var cursor = link?.cursor
        var load: FacetID?
        var isLast = false
        while !isLast {
            let pull = Pull(
                session: .zero, counter: 1, cursor: cursor, load: load,
                bytesMax: UInt64(Limits.frameItemsBytesMax))
            let page = try replica.store.read { snapshot throws(StorageError) in
                try Endpoint.page(pull, for: child, in: snapshot)
            }
            try writer.append(.pullAnswer(page))
            items += page.items.count
            (cursor, load, isLast) = (page.cursor, page.load, page.isLast)
        }
        return items
    }
}

extension Courier {
    /// Takes a bundle in, whoever made it for this node.
    ///
    /// One that was taken in to its end before is no fault, and nothing is done: a person who does
    /// not know whether it was has only to do it again.
    public func importBundle(_ path: String) throws -> Report {
        let reader = try BundleReader(path, sealedTo: replica.keys.sealing)
        let header = reader.header
        guard header.isPractice == replica.store.identity.isPractice else {
            throw BundleError.otherWorld
        }
        guard header.recipientNode == replica.keys.node else { throw BundleError.otherRecipient }
        let sender = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.node(header.sourceNode)
        }
        guard let sender, let key = try? VerifyingKey(sender.signingKey) else {
            throw BundleError.unauthentic
        }
        guard sender.status != .revoked else {
            throw BundleError.refused(Denial(.revoked, [sender.name]))
        }
        guard header.kind == (sender.isParent ? .downward : .upward) else {
            throw BundleError.damaged
        }
        // All signatures are checked before the header is believed, or anything of it is applied.
        try reader.verify(by: key)
        var report = Report()
        report.other = sender.name
        (report.isRepeated, report.isIncomplete) = try replica.store.read {
            snapshot throws(StorageError) in
            (
                try TakenBundles(of: sender.node, in: snapshot).contains(header.id),
                try !header.joins(snapshot.parentLink())
            )
        }
        guard !report.isRepeated else { return report }
        try reader.envelopes(by: key) { envelope, message in
            do {
                try self.take(
                    message, envelope: envelope, from: sender, report: &report)
            } catch let denial as Denial {
                throw BundleError.refused(denial)
            }
        }
        try replica.store.write { transaction throws(StorageError) in
            var taken = try TakenBundles(of: sender.node, in: transaction)
            try taken.add(header.id, in: transaction)
            // A stick is a contact: whom it reached is not silent.
            var link =
                try transaction.link(sender.node)
                ?? (sender.isParent ? Link(parent: sender) : Link(child: sender))
            link.lastContact = replica.clock.now()
            try transaction.save(link)
        }
        // What a fork cut off is written again on records that are as the parent has them.
        let isLoaded = header.first == 0 && report.renewal == nil
        if sender.isParent, report.isEqual || isLoaded {
            report.rewritten = try Fork.rewrite(replica)
            if report.rewritten > 0 { report.isEqual = false }
        }
        return report
    }

    private func take(
        _ message: Message, envelope: [UInt8], from sender: NodeRecord, report: inout Report
    ) throws {
        switch (message, sender.isParent) {
        case (.statement(let statement), false):
            report.statement = statement
            report.parted =
                try Endpoint(replica).note(statement, from: sender) ? statement.incarnation : nil
        case (.push(var push), false):
            if let statement = report.statement,
                try Endpoint(replica).part(statement, by: push.runs, from: sender)
            {
                report.parted = statement.incarnation
            }
            // What another history says comes again under a new name, once its machine knows.
            push.runs.removeAll { $0.replica == report.parted }
            do {
                let answer = try Endpoint(replica).accept(push, from: sender)
                report.changes += push.runs.reduce(0) { $0 + $1.items.count }
                report.exceptions += answer.marks.reduce(0) { $0 + $1.exceptions.count }
            } catch let denial as Denial where denial.code == .gap {
                report.isBehind = true
            }
        case (.handBack(let back), false):
            _ = try Endpoint(replica).takeBack(back, from: sender)
        case (.digestQuery(let query), false):
            report.isEqual =
                try Endpoint(replica).compare(query, with: sender, envelope: envelope).isEqual
        case (.reclaimAnswer(let page), true):
            report.renewal = try Fork.hear(page, by: replica) ?? report.renewal
        case (.acknowledgement(let acknowledgement), true):
            report.exceptions += try Acknowledging.take(
                acknowledgement, envelope: envelope, from: sender.node, replica: replica)
            try replica.store.write { transaction throws(StorageError) in
                try Resending.hear(acknowledgement, in: transaction)
            }
        case (.pullAnswer(let page), true):
            try Pulling.take(
                page, envelope: envelope, from: sender, movesCursor: !report.isIncomplete,
                replica: replica)
            report.items += page.items.count
        case (.digestAnswer(let answer), true):
            report.isEqual = try Receipts.take(
                answer, envelope: envelope, from: sender, replica: replica)
            let (isEqual, isIncomplete) = (report.isEqual, report.isIncomplete)
            try replica.store.write { transaction throws(StorageError) in
                try Reloading.note(
                    isEqual: isEqual, isIncomplete: isIncomplete, of: replica.keys.node,
                    in: transaction)
            }
        default:
            throw BundleError.damaged
        }
    }
}
