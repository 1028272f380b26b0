package import Programme
package import Replication
package import Storage
package import Sync

/// What a person typed for the fields of a record: `amount=20000`, `姓名=王秀英`, `kind=a,b`.
///
/// References are typed by the handle of the record that is meant, or by its number. Elements of a
/// set are separated by commas; written as `+a,-b` they are added to what stands and taken from it.
package struct FieldWords {
    /// Values by field; of a set the whole list.
    package private(set) var values: [String: Value] = [:]

    private let type: RecordType
    private let standing: RecordView?
    private let finder: RecordFinder

    /// The words of one record.
    ///
    /// - Parameter standing: the record as it stands; nil for a new one.
    /// - Throws: `EntryError` for a field that does not exist or does not fit; `ConsoleError` for a
    ///   word that is no `FIELD=VALUE` or a record that is not here.
    package init(
        _ words: [String], of type: RecordType, standing: RecordView? = nil,
        in snapshot: Snapshot
    ) throws {
        self.type = type
        self.standing = standing
        finder = RecordFinder(snapshot)
        for word in words {
            guard let sign = word.firstIndex(of: "="), sign != word.startIndex else {
                throw ConsoleError.usage(
                    Phrase("“\(word)”要写成 项目=值。", "“\(word)” is to be FIELD=VALUE."))
            }
            try add(String(word[..<sign]), String(word[word.index(after: sign)...]))
        }
    }

    /// The cells of one line of a file, under their field names; empty cells say nothing.
    package init(
        _ cells: [String], under names: [String], of type: RecordType, in snapshot: Snapshot
    ) throws {
        self.type = type
        standing = nil
        finder = RecordFinder(snapshot)
        for (name, cell) in zip(names, cells) where !cell.isEmpty { try add(name, cell) }
    }

    /// The entry of a new record, or of new values for one that stands.
    package func entry(
        record: RecordID? = nil, shown: [RegisterName: [Dot]]? = nil
    ) -> Entry {
        Entry(type, record: record, values: values, shown: shown)
    }

    private mutating func add(_ name: String, _ text: String) throws {
        guard let found = RecordFinder.field(name, of: type) else {
            throw EntryError.field(FieldFault(name, .unknownField))
        }
        guard found.field.isTyped || text.isEmpty else {
            throw EntryError.field(FieldFault(found.field.name, .computed))
        }
        values[found.field.name] =
            found.register.isSet
            ? .list(try elements(text, of: found.field, in: found.register))
            : try value(text, of: found.field)
    }

    /// The whole of a set.
    private func elements(
        _ text: String, of field: Field, in register: RegisterDeclaration
    ) throws -> [Value] {
        let parts = text.split(whereSeparator: { ",;，；、".contains($0) }).map(String.init)
        let isChange = !parts.isEmpty && parts.allSatisfy { "+-".contains($0.first ?? " ") }
        var elements = isChange ? standing?.elements(of: register) ?? [] : []
        for part in parts {
            let value = try value(isChange ? String(part.dropFirst()) : part, of: field)
            elements.removeAll { $0 == value }
            if !isChange || part.hasPrefix("+") { elements.append(value) }
        }
        return elements
    }

    /// The value of a word.
    private func value(_ text: String, of field: Field) throws -> Value {
        if case .reference(let target) = field.kind, !text.isEmpty {
            return .bytes(try finder.reference(text, to: target).bytes)
        }
        do {
            return try field.kind.parse(text)
        } catch {
            throw EntryError.field(FieldFault(field.name, error))
        }
    }
}
