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
        case (.bytes(count: 16), .bytes(let bytes)):
            // What a proposal or a decision is about: a record of any type.
            guard let record = RecordID(bytes: bytes),
                let known = try? snapshot.facets(of: record).first,
                let type = Catalogue.type(known.type)
            else { return field.kind.format(value) }
            return "\(type.label.text(language)) \(name(of: record, type: type.name))"
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

    /// Who wrote: by name or login, the program itself as such.
    ///
    /// The staff of a county is not sent to its villages: there a person is told by his office and
    /// the end of his number, which tells two of one office apart.
    package func author(_ stamp: Stamp) -> String {
        if let name = person(stamp.author) { return name }
        let end = stamp.author.description.suffix(4)
        return Phrase(
            "\(office(stamp.office))工作人员 \(end)", "staff \(end) of \(office(stamp.office))"
        ).text(language)
    }

    /// A person of whom nothing but his number is known, as well as that can be told.
    package func author(_ user: RecordID) -> String {
        let end = user.description.suffix(4)
        return person(user)
            ?? Phrase("本机不认识的人员 \(end)", "a person unknown here, \(end)").text(language)
    }

    /// A person of the staff by name or login, the program itself as such; nil if his record is not
    /// here.
    package func person(_ user: RecordID) -> String? {
        guard user != .zero else { return Phrase("系统", "program").text(language) }
        if case .text(let name) = snapshot.value(of: user, "name") { return name }
        if case .text(let login) = snapshot.value(of: user, "login") { return login }
        return nil
    }

    /// An office by its name, or by its code where it is not known.
    package func office(_ code: DivisionCode) -> String {
        let found = snapshot.records(
            of: "office", where: "division", equals: .text(code.description))
        if let first = found.first, case .text(let name) = snapshot.value(of: first, "name") {
            return name
        }
        let node = try? snapshot.nodes().first { $0.office == code && $0.kind != .descendant }
        return node?.name ?? code.description
    }

    /// A tier.
    package func tier(_ tier: Tier) -> Cell {
        Cell(tier.label.text(language), json: .text(tier.name))
    }

    /// Why a value of a register was decided on; nil if it ended no conflict.
    ///
    /// - Parameter stamp: of the value: the reason was written in the same act.
    package func reason(of record: RecordID, _ register: String, _ stamp: Stamp) -> String? {
        let found = snapshot.records(
            of: Catalogue.resolution.name, where: "subject", equals: .bytes(record.bytes))
        for resolution in found where snapshot.value(of: resolution, "field") == .text(register) {
            guard case .text(let reason) = snapshot.value(of: resolution, "reason"),
                let known = try? snapshot.record(FacetID(resolution, .county)),
                known.registers.contains(where: { $0.siblings.contains { $0.stamp == stamp } })
            else { continue }
            return reason
        }
        return nil
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
