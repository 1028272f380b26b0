public import Replication

/// A field of a record, and what is wrong with it.
public struct FieldFault: Error, Hashable, Sendable {
    /// The field's name.
    public let field: String
    /// What is wrong.
    public let error: FieldError

    /// A fault of a field.
    public init(_ field: String, _ error: FieldError) {
        self.field = field
        self.error = error
    }
}

extension RecordType {
    /// The values that a person typed, by field: of a set the list of its elements.
    ///
    /// Elements of a set are separated by commas or semicolons. A reference may be typed by the handle of the record
    /// that it names: a household by its number.
    /// - Parameters:
    ///   - texts: by field, as typed; blank ones are no value.
    ///   - lookup: who knows which record a handle names.
    public func parse(
        _ texts: [String: String], lookup: some Lookup
    ) throws(FieldFault) -> [String: Value] {
        var values: [String: Value] = [:]
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let found = field(name) else { throw FieldFault(name, .unknownField) }
            guard found.field.isTyped || text.trimmed.isEmpty else {
                throw FieldFault(name, .computed)
            }
            do throws(FieldError) {
                values[name] =
                    found.register.isSet
                    ? try elements(text, of: found.field.kind, lookup)
                    : try found.field.kind.parse(text, lookup: lookup)
            } catch { throw FieldFault(name, error) }
        }
        return values
    }

    /// What stands between the elements of a set, full-width signs included.
    private static let separators: Set<Character> = [",", ";", "\u{FF0C}", "\u{FF1B}", "、"]

    private func elements(
        _ text: String, of kind: FieldKind, _ lookup: some Lookup
    ) throws(FieldError) -> Value {
        var values: [Value] = []
        for part in text.split(whereSeparator: { Self.separators.contains($0) }) {
            let value = try kind.parse(String(part), lookup: lookup)
            if value != .absent, !values.contains(value) { values.append(value) }
        }
        return .list(values)
    }

    /// The values that a person typed, and those that the program adds (`Fill`).
    ///
    /// What follows from a value that is written again is made again; what is frozen when the
    /// record is made is left alone.
    /// - Parameters:
    ///   - office: the division of the office that enters.
    ///   - isCreation: whether the record is made now.
    public func filled(
        _ values: [String: Value], office: DivisionCode, isCreation: Bool, lookup: some Lookup
    ) -> [String: Value] {
        var filled = values
        for field in registers.filter({ $0.shape != .events }).flatMap(\.fields) {
            guard let fill = field.fill, filled[field.name] ?? .absent == .absent else { continue }
            if let value = value(of: fill, values, office, isCreation, lookup) {
                filled[field.name] = value
            }
        }
        return filled
    }

    /// The value that the program adds; `nil` if there is none to add now.
    private func value(
        of fill: Fill, _ values: [String: Value], _ office: DivisionCode, _ isCreation: Bool,
        _ lookup: some Lookup
    ) -> Value? {
        switch fill {
        case .masked(let source): identity(values[source]) { .text($0.masked) }
        case .birthDate(let source): identity(values[source]) { .text($0.birthDate.description) }
        case .sex(let source):
            identity(values[source]) { .text($0.isFemale ? "female" : "male") }
        case .months(let months, let source):
            if case .text(let text)? = values[source],
                let date = CivilDate(text)?.adding(months: months)
            {
                .text(date.description)
            } else {
                nil
            }
        case .count(let type, let field, let source):
            isCreation
                ? values[source].map {
                    .integer(Int64(lookup.records(of: type, where: field, equals: $0).count))
                } : nil
        case .same(let field, let source):
            if isCreation, case .bytes(let bytes)? = values[source],
                let record = RecordID(bytes: bytes)
            {
                lookup.value(of: record, field)
            } else {
                nil
            }
        case .seen(let source):
            if isCreation, case .bytes(let bytes)? = values[source],
                let record = RecordID(bytes: bytes)
            {
                .text(Checks.seen(of: record, lookup: lookup))
            } else {
                nil
            }
        case .office: isCreation ? .text(office.description) : nil
        case .parameter(let parameter, let source):
            values[source] ?? .absent == .absent
                ? nil : .integer(lookup.value(of: parameter, at: office, on: lookup.today))
        }
    }

    /// What follows from an identity number: nothing from none, and emptiness from its removal.
    private func identity(_ value: Value?, _ derive: (IDNumber) -> Value) -> Value? {
        switch value {
        case .text(let text)?: IDNumber(text).map(derive)
        case .absent?: .absent
        default: nil
        }
    }

    /// The first field that a new record must have and has not; `nil` if it is whole.
    public func missing(in values: [String: Value]) -> FieldFault? {
        let fields = registers.filter { $0.shape == .single }.flatMap(\.fields)
        let field = fields.first { field in
            guard values[field.name] ?? .absent == .absent else { return false }
            guard let condition = field.isRequiredWhen else { return field.isRequired }
            guard case .text(let word)? = values[condition.field] else { return field.isRequired }
            return field.isRequired || condition.words.contains(word)
        }
        return field.map { FieldFault($0.name, .required) }
    }

    /// The division that owns a new record.
    ///
    /// - Parameters:
    ///   - office: the division of the office that makes it.
    ///   - homeOf: the home of a record; `nil` if it is not known here.
    /// - Returns: `nil` if the field that names the home is empty, or names what is unknown here.
    public func home<Failure: Error>(
        of values: [String: Value], office: DivisionCode,
        homeOf: (RecordID) throws(Failure) -> DivisionCode?
    ) throws(Failure) -> DivisionCode? {
        switch home {
        case .office: return office
        case .field(let name):
            guard case .text(let code)? = values[name] else { return nil }
            return DivisionCode(code)
        case .homeOf(let names):
            for name in names {
                guard case .bytes(let bytes)? = values[name], let record = RecordID(bytes: bytes)
                else { continue }
                return try homeOf(record)
            }
            return office
        }
    }

    /// The register writes that put these values into a record.
    ///
    /// A register of several fields is written whole: its other fields keep what they show. A set
    /// is written element by element: what the list has and the record has not, and the reverse.
    /// - Parameters:
    ///   - values: by field; those left out are not written.
    ///   - current: what a register of the record shows; of a set one element.
    ///   - elements: the keys of a set that are present.
    public func writes(
        _ values: [String: Value], current: (RegisterName) -> Value = { _ in .absent },
        elements: (RegisterDeclaration) -> [[UInt8]] = { _ in [] }
    ) -> [(register: RegisterDeclaration, name: RegisterName, value: Value)] {
        registers.filter { $0.shape != .events }.flatMap {
            register -> [(RegisterDeclaration, RegisterName, Value)] in
            let written = register.fields.filter { values[$0.name] != nil }
            guard !written.isEmpty else { return [] }
            if register.isSet {
                return setWrites(register, values, elements(register))
            }
            let name = register.registerName()
            let standing = current(name)
            var whole: [String: Value] = [:]
            for (index, field) in register.fields.enumerated() {
                whole[field.name] = values[field.name] ?? register.part(index, of: standing)
            }
            let value = register.value(of: whole)
            return value == standing ? [] : [(register, name, value)]
        }
    }

    private func setWrites(
        _ register: RegisterDeclaration, _ values: [String: Value], _ present: [[UInt8]]
    ) -> [(RegisterDeclaration, RegisterName, Value)] {
        guard let field = register.fields.first, case .list(let wanted)? = values[field.name] else {
            return []
        }
        let names = wanted.map { register.registerName(key: $0) }
        let added = names.filter { !present.contains($0.key) }
        let removed = present.map { RegisterName(register.number, key: $0) }
            .filter { !names.contains($0) }
        return added.map { (register, $0, .bool(true)) }
            + removed.map { (register, $0, .absent) }
    }
}

extension FieldKind {
    /// The value that a person typed, a reference perhaps by the handle of the record.
    public func parse(_ text: String, lookup: some Lookup) throws(FieldError) -> Value {
        guard case .reference(let name) = self, !text.trimmed.isEmpty,
            RecordID(text.plain) == nil, let type = Catalogue.type(named: name),
            let handle = type.handle, let found = type.field(handle)
        else { return try parse(text) }
        let key = try found.field.kind.parse(text)
        let records = lookup.records(of: name, where: handle, equals: key)
        guard let record = records.first else { throw .noSuchRecord }
        guard records.count == 1 else { throw .severalRecords(records.count) }
        return .bytes(record.bytes)
    }
}
