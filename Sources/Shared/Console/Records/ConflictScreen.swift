internal import Programme
package import Replication
package import Storage

/// Which values of a conflict a person has had before his eyes: those that `conflict show` numbered.
///
/// It is kept in the replica, because looking and deciding are two runs of the program, and a value
/// may arrive between them. What was not on the screen is not decided (decision 5). Each person has
/// a screen of his own; who looked without a name left one for all who have none.
package struct ConflictScreen {
    /// The writes whose values were shown, in the order of their numbers.
    package let dots: [Dot]

    /// What was shown of a register to a person; `nil` if nothing was, or it is not clear what.
    package init?(
        _ record: RecordID, _ register: RegisterName, to person: RecordID, in snapshot: Snapshot
    ) throws(StorageError) {
        let own = try snapshot.setting(Self.name(record, register, person))
        let nameless = try snapshot.setting(Self.name(record, register, .zero))
        // Whose look came last is not known: numbers that may be another screen's decide nothing.
        if let own, let nameless, own != nameless { return nil }
        guard let bytes = own ?? nameless else { return nil }
        dots = stride(from: 0, to: bytes.count, by: Dot.byteCount).compactMap {
            Dot(bytes: bytes[$0..<min($0 + Dot.byteCount, bytes.count)])
        }
    }

    /// Remembers the values of a register as they are shown to a person now.
    package static func keep(
        _ line: RecordView.Line, of record: RecordID, to person: RecordID,
        in transaction: Transaction
    ) throws(StorageError) {
        let bytes = line.siblings.flatMap(\.dot.bytes)
        try transaction.removeSetting(name(record, line.name, .zero))
        try transaction.setSetting(name(record, line.name, person), bytes)
    }

    /// Forgets it: the case is decided.
    package static func forget(
        _ record: RecordID, _ register: RegisterName, of person: RecordID,
        in transaction: Transaction
    ) throws(StorageError) {
        try transaction.removeSetting(name(record, register, person))
        try transaction.removeSetting(name(record, register, .zero))
    }

    private static func name(
        _ record: RecordID, _ register: RegisterName, _ person: RecordID
    ) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let key = register.key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        let element = String(decoding: key, as: UTF8.self)
        return "screen.\(record).\(register.number).\(element).\(person)"
    }
}
