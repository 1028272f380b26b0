internal import Replication
package import Storage

/// What an office that meets its parent by stick does when both differ and nothing is on its way:
/// it asks for everything anew, as at its first contact.
///
/// Over a line both would compare leaf by leaf. On a stick the cursor alone says what comes next,
/// and it cannot say what a restored backup or a copied machine lacks: the parent leaves out what
/// came from the child itself.
package struct Reloading {
    /// The setting that stands from the bundle that differs to the one that is equal.
    private static let setting = "stick.load"

    /// Whether the next bundle up says that this office stands nowhere.
    package static func isNeeded(in snapshot: Snapshot) throws(StorageError) -> Bool {
        try snapshot.setting(setting) != nil
    }

    /// Notes how a bundle from above compared.
    ///
    /// A difference that is explained asks for nothing: by changes of this office that its parent
    /// has not acknowledged, or by a bundle that was lost and whose items come with the next one.
    static func note(
        isEqual: Bool, isIncomplete: Bool, of node: Identifier, in transaction: Transaction
    ) throws(StorageError) {
        guard !isEqual else { return try transaction.removeSetting(setting) }
        guard !isIncomplete else { return }
        for head in try transaction.headsUpward(of: node)
        where try Resending.known(head.replica, in: transaction) < head.sequence {
            return
        }
        try transaction.setSetting(setting, [1])
    }
}
