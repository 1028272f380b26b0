internal import Programme
internal import Replication

/// The fields of a record as they are shown, over all its facets.
enum FieldValues {
    /// Per field the value that the policy of its register shows; of sets nothing.
    static func shown(_ type: RecordType, facets: [Reach: Record]) -> [String: Value] {
        var values: [String: Value] = [:]
        for register in type.registers where !register.isSet {
            let siblings = facets[register.reach]?.siblings(register.registerName()) ?? []
            guard !siblings.isEmpty else { continue }
            let value = register.policy.outcome(of: siblings).value
            for (index, field) in register.fields.enumerated() {
                let part = register.part(index, of: value)
                if part != .absent { values[field.name] = part }
            }
        }
        return values
    }
}
