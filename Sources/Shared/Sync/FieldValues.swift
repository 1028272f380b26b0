internal import Programme
internal import Replication

/// The fields of a record as they are shown, over all its facets.
enum FieldValues {
    /// Per field the value that the policy of its register shows; of a set the list of its elements.
    static func shown(_ type: RecordType, facets: [Reach: Record]) -> [String: Value] {
        var values: [String: Value] = [:]
        for register in type.registers where register.shape == .single {
            let siblings = facets[register.reach]?.siblings(register.registerName()) ?? []
            guard !siblings.isEmpty else { continue }
            let value = register.policy.outcome(of: siblings).value
            for (index, field) in register.fields.enumerated() {
                let part = register.part(index, of: value)
                if part != .absent { values[field.name] = part }
            }
        }
        for register in type.registers where register.isSet {
            guard let facet = facets[register.reach], let field = register.fields.first else {
                continue
            }
            let elements = facet.elements(register.number).filter {
                register.policy.outcome(of: $0.siblings).value != .absent
            }.map { register.element($0.name.key) }
            if !elements.isEmpty { values[field.name] = .list(elements) }
        }
        return values
    }
}
