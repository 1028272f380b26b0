internal import Programme
internal import Replication
internal import Storage

/// A person who works in an office, with the roles that he has and those that he has had.
struct Staff {
    private let user: RecordID
    /// The offices that he works in: one, unless two have made him at the same time.
    let offices: [DivisionCode]
    /// What he may do.
    let roles: Set<Role>
    /// What he might do once and may no more.
    private let former: Set<Role>

    /// The person that a record describes; `nil` if the record is not here.
    init?(_ user: RecordID, in snapshot: Snapshot) throws(StorageError) {
        guard let record = try snapshot.record(FacetID(user, .nation)),
            record.type == Catalogue.staffUser.number,
            let register = Catalogue.staffUser.field("role")?.register
        else { return nil }
        var roles: Set<Role> = []
        var former: Set<Role> = []
        for element in record.elements(register.number) {
            guard case .text(let name) = register.element(element.name.key),
                let role = Role(rawValue: name)
            else { continue }
            let value = register.policy.outcome(of: element.siblings).value
            if value == .absent { former.insert(role) } else { roles.insert(role) }
        }
        self.user = user
        offices = record.homes
        self.roles = roles
        self.former = former
    }

    /// The person as an actor, with the roles that he has.
    func actor(for stamp: Stamp) -> Actor {
        Actor(user: user, office: stamp.office, tier: stamp.tier, roles: roles)
    }

    /// The person as an actor, with those that he has had too.
    func formerActor(for stamp: Stamp) -> Actor {
        Actor(user: user, office: stamp.office, tier: stamp.tier, roles: roles.union(former))
    }
}
