public import Replication
internal import Seal
public import Storage
internal import Wire

/// A replica at work: the store, the keys of its node, and the two doors to the world.
///
/// The one way in is `enter` (Entry.swift), the one way across `Contact` and `Endpoint`, the one
/// way to merge lies in Replication. Clerks, servers, bundles and restores all use these.
public final class Replica: Sendable {
    /// The replica on disk.
    public let store: ReplicaStore
    /// What the node signs and opens with.
    public let keys: NodeKeys
    /// The time, right or wrong.
    public let clock: any Clock
    /// Chance.
    public let entropy: any Entropy
    /// What program this is, for the other end's records: `edge-node 0.1`.
    public let program: String

    /// A replica over an open store.
    public init(
        store: ReplicaStore, clock: any Clock, entropy: any Entropy, program: String
    ) throws(StorageError) {
        do {
            keys = try NodeKeys(
                signingSeed: store.identity.signingSeed, sealingSeed: store.identity.sealingSeed)
        } catch {
            throw .damaged("the keys of this node cannot be read: \(error)")
        }
        self.store = store
        self.clock = clock
        self.entropy = entropy
        self.program = program
    }

    /// The office that this replica works for.
    public var office: DivisionCode { store.identity.office }

    /// This node as others know it.
    var ownNode: NodeRecord {
        NodeRecord(
            node: keys.node, kind: .descendant, office: office, name: store.identity.name,
            signingKey: keys.signing.verifyingKey.bytes,
            sealingKey: keys.sealing.publicKey.bytes)
    }
}
