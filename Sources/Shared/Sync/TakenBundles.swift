internal import Replication
internal import Storage
internal import Wire

/// The names of the bundles of one node that were taken in to their ends.
struct TakenBundles {
    /// So many are remembered, the newest: an older one that comes again is taken in again, and
    /// changes nothing either, because everything in it is known.
    private static let countMax = 256

    private let setting: String
    private var names: [Identifier]

    /// What is remembered of a node's bundles.
    init(of node: Identifier, in snapshot: Snapshot) throws(StorageError) {
        setting = "bundles.taken.\(node)"
        let bytes = try snapshot.setting(setting) ?? []
        names = stride(from: 0, to: bytes.count, by: 16).compactMap {
            Identifier(bytes: bytes[$0..<min($0 + 16, bytes.count)])
        }
    }

    /// Whether a bundle was taken in.
    func contains(_ name: Identifier) -> Bool { names.contains(name) }

    /// Remembers a bundle.
    mutating func add(_ name: Identifier, in transaction: Transaction) throws(StorageError) {
        names = ([name] + names).prefix(Self.countMax).map(\.self)
        try transaction.setSetting(setting, names.flatMap(\.bytes))
    }
}

extension BundleHeader {
    /// Whether what is in a bundle from above follows what is here.
    ///
    /// It does not if the one before it was lost: its items are merged all the same, and the cursor
    /// stays where it is, so that what is missing comes with the next contact.
    func joins(_ link: Link?) -> Bool {
        guard kind == .downward, first > 0 else { return true }
        guard let cursor = link?.cursor else { return false }
        return cursor.logID == logID && cursor.position >= first
    }
}
