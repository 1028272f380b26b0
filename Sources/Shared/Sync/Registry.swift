internal import Programme
internal import Replication
internal import Seal
internal import Storage
internal import Wire

/// The register of nodes: which key an incarnation belongs to, as records that travel upward.
///
/// The server that enrolls a node writes its keys and incarnations as an ordinary record, so that
/// every tier above can check the runs of every village itself.
enum Registry {
    /// Writes a new node and its first incarnation.
    static func enroll(
        _ node: NodeRecord, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        let type = Catalogue.node
        guard let register = type.register(16) else { return }
        let values: [String: Value] = [
            "node": .bytes(node.node.bytes), "division": .text(node.office.description),
            "signing_key": .bytes(node.signingKey), "sealing_key": .bytes(node.sealingKey),
        ]
        let assignments =
            [
                Assignment(.home, .text(replica.office.description)),
                Assignment(register.registerName(), register.value(of: values)),
            ] + node.incarnations.map(incarnation)
        try author(assignments, node: node.node, by: replica, in: transaction)
    }

    /// Binds a further incarnation to its node.
    static func bind(
        _ incarnation: ReplicaID, to node: NodeRecord, by replica: Replica,
        in transaction: Transaction
    ) throws(StorageError) {
        try author(
            [Self.incarnation(incarnation)], node: node.node, by: replica, in: transaction)
    }

    /// Says that a node may speak no more.
    static func revoke(
        _ node: NodeRecord, by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        try author(
            [Assignment(RegisterName(18), .bool(true))], node: node.node, by: replica,
            in: transaction)
    }

    private static func incarnation(_ replica: ReplicaID) -> Assignment {
        Assignment(RegisterName(17, key: replica.bytes), .bool(true))
    }

    private static func author(
        _ assignments: [Assignment], node: Identifier, by replica: Replica,
        in transaction: Transaction
    ) throws(StorageError) {
        let values: [String: Value] = ["node": .bytes(node.bytes)]
        guard let record = Catalogue.node.derivedID(values, hash: { hash($0) }) else { return }
        let draft = Draft(
            facet: FacetID(record, .down), type: Catalogue.node.number, home: replica.office,
            assignments: assignments)
        let changes = try transaction.author(
            [draft], stamp: replica.systemStamp, schema: Catalogue.schemaNumber,
            rights: try transaction.rightsNumber())
        try transaction.noteRights(changes)
    }

    /// Takes over what merged changes say of nodes further below.
    static func observe(
        _ arrivals: [Arrival], in transaction: Transaction
    ) throws(StorageError) {
        for arrival in arrivals where arrival.verdict == .merge {
            guard case .change(_, let change) = arrival.item,
                change.type == Catalogue.node.number,
                let record = try transaction.record(change.facet), let found = descendant(record)
            else { continue }
            if let known = try transaction.node(found.node), known.kind != .descendant {
                _ = try remember(record, of: known, in: transaction)
                continue
            }
            try transaction.save(found)
        }
    }

    /// Binds again what this server had bound before it was restored, by what it was handed back.
    ///
    /// The binding is written anew too: what was handed back goes up when all children have called,
    /// and the tier above must know the incarnation before a void of its writes comes.
    static func remember(
        _ items: [PulledItem], by replica: Replica, in transaction: Transaction
    ) throws(StorageError) {
        for item in items {
            let facet: FacetID?
            switch Pulled(item) {
            case .change(_, let change): facet = change.facet
            case .state(let record): facet = record.facet
            default: facet = nil
            }
            guard let facet, facet.reach == .down, let record = try transaction.record(facet),
                record.type == Catalogue.node.number, let found = descendant(record),
                let known = try transaction.node(found.node)
            else { continue }
            for incarnation in try remember(record, of: known, in: transaction) {
                try bind(incarnation, to: known, by: replica, in: transaction)
            }
        }
    }

    /// Binds incarnations of a child that a record names and this server itself has written there.
    ///
    /// - Returns: those that were not bound before.
    private static func remember(
        _ record: Record, of known: NodeRecord, in transaction: Transaction
    ) throws(StorageError) -> [ReplicaID] {
        guard known.kind == .child else { return [] }
        let own = try transaction.ownIncarnations()
        let forgotten = record.elements(17).filter { element in
            element.siblings.contains { own.contains($0.dot.replica) }
        }.compactMap { ReplicaID(bytes: $0.name.key) }.filter { !known.incarnations.contains($0) }
        guard !forgotten.isEmpty else { return [] }
        var bound = known
        bound.incarnations += forgotten
        try transaction.save(bound)
        return forgotten
    }

    /// The node that a record describes.
    private static func descendant(_ record: Record) -> NodeRecord? {
        guard let register = Catalogue.node.register(16),
            case .list(let parts)? = record.siblings(register.registerName()).first?.value,
            parts.count == 4, case .bytes(let id) = parts[0], let node = Identifier(bytes: id),
            case .text(let code) = parts[1], let office = DivisionCode(code),
            case .bytes(let signing) = parts[2], case .bytes(let sealing) = parts[3],
            let key = try? VerifyingKey(signing), NodeKeys.node(of: key) == node
        else { return nil }
        let incarnations = record.elements(17).compactMap { ReplicaID(bytes: $0.name.key) }
        let revoked = record.siblings(RegisterName(18)).contains { $0.value == .bool(true) }
        return NodeRecord(
            node: node, kind: .descendant, office: office, name: office.description,
            signingKey: signing, sealingKey: sealing, status: revoked ? .revoked : .active,
            incarnations: incarnations)
    }
}
