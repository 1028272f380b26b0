package import Programme
internal import Replication
package import Sync

/// A field before and after an act, as `set` prints it.
package struct FieldLine {
    /// The field.
    package let field: Field
    /// `old → new`, or the elements added and removed.
    package let text: String
    /// The same for programs.
    package let json: JSONValue

    /// A field of a single register.
    package init(_ change: FieldChange, _ text: ValueText) {
        field = change.field
        let (before, after) = (change.before, change.after)
        self.text = "\(text.text(before, of: field)) → \(text.text(after, of: field))"
        json = .object([
            "field": .text(field.name), "before": ValueText.json(before, of: field),
            "after": ValueText.json(after, of: field),
        ])
    }

    private init(_ field: Field, added: [Value], removed: [Value], _ text: ValueText) {
        self.field = field
        let words =
            removed.map { "−" + text.text($0, of: field) }
            + added.map { "+" + text.text($0, of: field) }
        self.text = words.joined(separator: " ")
        json = .object([
            "field": .text(field.name),
            "added": .list(added.map { ValueText.json($0, of: field) }),
            "removed": .list(removed.map { ValueText.json($0, of: field) }),
        ])
    }

    /// The sets whose elements differ between two looks at a record.
    package static func elements(
        from before: RecordView, to after: RecordView, _ text: ValueText
    ) -> [FieldLine] {
        after.type.registers.filter(\.isSet).compactMap { register in
            let (old, new) = (before.elements(of: register), after.elements(of: register))
            guard let field = register.fields.first, old != new else { return nil }
            return FieldLine(
                field, added: new.filter { !old.contains($0) },
                removed: old.filter { !new.contains($0) }, text)
        }
    }
}
