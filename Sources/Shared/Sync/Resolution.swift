internal import Programme
internal import Replication
internal import Storage

/// The reason of a decision travels with it, as a record at the home of what was decided: who lost
/// reads why.
extension Replica {
    /// The record of a reason; the county alone keeps one, because what lies above it has no
    /// offices that enter data.
    func reasons(
        _ reason: String, of record: RecordID, _ register: RegisterName, _ type: RecordType,
        _ act: RegisterAct
    ) throws(EntryError) -> [Draft] {
        guard act.actor.tier == .county else { return [] }
        let resolution = Catalogue.resolution
        let values: [String: Value] = [
            "subject": .bytes(record.bytes), "field": .text(register.fieldName(type)),
            "reason": .text(reason),
        ]
        let writes = resolution.writes(values)
        for write in writes {
            if let fault = write.register.fault(in: write.value) {
                throw .field(FieldFault(fault.field.name, fault.error))
            }
        }
        let id = RecordID.timeOrdered(milliseconds: clock.now(), entropy: entropy)
        return [
            Draft(
                facet: FacetID(id, .county), type: resolution.number, home: act.home,
                assignments: [Assignment(.home, .text(act.home.description))]
                    + writes.map { Assignment($0.name, $0.value) },
                isSensitive: true)
        ]
    }
}
