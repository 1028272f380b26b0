public import Programme
internal import Replication
internal import Storage

/// Who acts at this office.
extension Replica {
    /// The person with a login, or the only one of the office if none is named.
    ///
    /// - Parameter login: a login of this office; `nil` for its only user.
    public func actor(login: String?) throws(EntryError) -> Actor {
        do {
            let found = try store.read { snapshot throws(StorageError) in
                try self.users(in: snapshot).filter { login == nil || $0.login == login }
            }
            guard found.count == 1, let user = found.first else { throw EntryError.user(login) }
            return Actor(
                user: user.record, office: office, tier: office.tier, roles: user.roles)
        } catch let error as EntryError {
            throw error
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .user(login)
        }
    }

    private struct User {
        let record: RecordID
        let login: String
        let roles: Set<Role>
    }

    private func users(in snapshot: Snapshot) throws(StorageError) -> [User] {
        let records = snapshot.records(
            of: "staff_user", where: "division", equals: .text(office.description))
        return try records.map { record throws(StorageError) in
            var login = ""
            if case .text(let text) = snapshot.value(of: record, "login") { login = text }
            let roles = try Staff(record, in: snapshot)?.roles ?? []
            return User(record: record, login: login, roles: roles)
        }.filter { !$0.roles.isEmpty }
    }
}
