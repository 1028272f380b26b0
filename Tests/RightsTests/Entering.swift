import Programme
import Replication
import Sync
import Testing

/// The door for people: the same right, asked before anything is saved.
enum Entering {
    /// What a person hears who enters what a cell is about.
    static func ruling(_ cell: Cell, at office: Office) throws -> Ruling {
        guard case .staff(let roles, _) = cell.deed.author else { return .refused("no person") }
        let actor = Actor(
            user: cell.stamp.author, office: office.code, tier: cell.tier,
            roles: Set(roles.compactMap(Role.init)))
        let entry = Entry(cell.type, record: cell.facet.record, values: try values(cell))
        do throws(EntryError) {
            _ = try office.replica.enter(entry, by: actor)
            return .merged
        } catch {
            switch error {
            // Rights are asked first: what a check stops was permitted.
            case .blocked: return .merged
            case .rights(let fault, _, _):
                return .refused(fault == .foreignRecord ? "foreignRecord" : "notPermitted")
            default: throw error
            }
        }
    }

    /// The cell's value, field by field as a form has it.
    private static func values(_ cell: Cell) throws -> [String: Value] {
        let name = cell.assignment.register
        let register = try #require(cell.type.register(name.number))
        guard !register.isSet else {
            // A form gives the whole set: what stood, and what is new.
            let old = (cell.seed?.elements(name.number) ?? []).map { register.element($0.name.key) }
            let field = try #require(register.fields.first)
            return [field.name: .list(old + [register.element(name.key)])]
        }
        return Dictionary(
            uniqueKeysWithValues: register.fields.enumerated().map { index, field in
                (field.name, register.part(index, of: cell.assignment.value))
            })
    }
}
