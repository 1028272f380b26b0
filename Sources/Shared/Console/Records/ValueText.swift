package import Programme
package import Replication
package import Storage

/// Writes values as people read them: choices by their labels, references by their handles, money
/// in yuan.
package struct ValueText {
    private let snapshot: Snapshot
    private let language: Language

    /// Texts in a language, of one moment of a replica.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
    }

    /// The cell of a field's value.
    package func cell(_ value: Value, of field: Field) -> Cell {
        guard value != .absent else { return .nothing }
        return Cell(
            text(value, of: field), json: Self.json(value, of: field),
            isNumber: Self.isNumber(field.kind))
    }

    private static func isNumber(_ kind: FieldKind) -> Bool {
        switch kind {
        case .money, .count: true
        default: false
        }
    }

    /// The text of a field's value.
    package func text(_ value: Value, of field: Field) -> String {
        switch (field.kind, value) {
        case (_, .absent): return "–"
        case (.choice(let choices), .text(let name)):
            return choices.first { $0.name == name }?.label.text(language) ?? name
        case (.bool, .bool(let bool)):
            return (bool ? Phrase("是", "yes") : Phrase("否", "no")).text(language)
        case (.reference(let target), .bytes(let bytes)):
            guard let record = RecordID(bytes: bytes) else { return field.kind.format(value) }
            return name(of: record, type: target)
        default: return field.kind.format(value)
        }
    }

    /// The value of a register with several fields, in one line.
    package func text(_ value: Value, of register: RegisterDeclaration) -> String {
        if register.isSet { return value == .bool(true) ? "✓" : "–" }
        guard register.fields.count > 1 else {
            return register.fields.first.map { text(value, of: $0) } ?? ""
        }
        return register.fields.enumerated().compactMap { index, field in
            let part = register.part(index, of: value)
            guard part != .absent else { return nil }
            return "\(field.label.text(language)) \(text(part, of: field))"
        }.joined(separator: language == .chinese ? "，" : ", ")
    }

    /// A record by its handle, by what its natural key says, or by its number.
    package func name(of record: RecordID, type name: String) -> String {
        guard let type = Catalogue.type(named: name) else { return record.description }
        let names = type.handle.map { [$0] } ?? type.naturalKey?.fields ?? []
        let words = names.compactMap { name -> String? in
            let value = snapshot.value(of: record, name)
            guard let field = type.field(name)?.field, value != .absent else { return nil }
            return text(value, of: field)
        }
        return words.isEmpty ? record.description : words.joined(separator: " ")
    }

    /// A person who writes: login or name; the program itself by its office.
    package func author(_ user: RecordID) -> String {
        guard user != .zero else { return Phrase("系统", "program").text(language) }
        if case .text(let name) = snapshot.value(of: user, "name") { return name }
        if case .text(let login) = snapshot.value(of: user, "login") { return login }
        return String(user.description.prefix(8))
    }

    /// The value for programs: numbers as numbers, money in fen.
    package static func json(_ value: Value, of field: Field) -> JSONValue {
        switch value {
        case .absent: .null
        case .bool(let bool): .bool(bool)
        case .integer(let number): .integer(number)
        default: .text(field.kind.format(value))
        }
    }
}
