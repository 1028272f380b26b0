public import Programme
public import Replication
internal import Seal
public import Storage
public import Wire

/// How a replica comes into being: at the top by itself, everywhere else by enrollment.
extension Replica {
    /// The world that a new replica stands in, given by the front door.
    public struct Surroundings: Sendable {
        /// The folder of the replica.
        public let directory: String
        /// The time.
        public let clock: any Clock
        /// Chance.
        public let entropy: any Entropy
        /// What tells this machine from a copy.
        public let facts: MachineFacts
        /// The program: `edge-node 0.1`.
        public let program: String

        /// Surroundings from their parts.
        public init(
            directory: String, clock: any Clock, entropy: any Entropy, facts: MachineFacts,
            program: String
        ) {
            self.directory = directory
            self.clock = clock
            self.entropy = entropy
            self.facts = facts
            self.program = program
        }
    }

    /// Makes the server that has nobody above it, with its first user; goes on with one that was
    /// begun and never got its addresses, because the current failed.
    ///
    /// - Parameter login: the first user, who may do everything at this office but look away.
    /// - Throws: `occupied` if a finished replica, or another's, is there already.
    public static func found(
        _ surroundings: Surroundings, office: DivisionCode, name: String, isPractice: Bool,
        login: String
    ) throws -> Replica {
        let candidate = Enrollment.Candidate(entropy: surroundings.entropy)
        let keys = try NodeKeys(
            signingSeed: candidate.signingSeed, sealingSeed: candidate.sealingSeed)
        let identity = Identity(
            node: keys.node, office: office, tier: office.tier, name: name,
            isPractice: isPractice, signingSeed: candidate.signingSeed,
            sealingSeed: candidate.sealingSeed, parent: nil)
        let replica = try create(
            surroundings, identity: identity, candidate: candidate
        ) { begun throws(StorageError) in
            let old = begun.store.identity
            let isFinished = try begun.store.read { snapshot throws(StorageError) in
                try !snapshot.addresses().isEmpty
            }
            return !isFinished && old.office == office && old.isPractice == isPractice
                && old.parent == nil
        }
        try replica.addOfficeOnce(office, name: name, by: .system(office))
        try replica.addFirstUser(login, name: login)
        return replica
    }

    /// The first user of a server, with every role that acts; one that is there already stays.
    public func addFirstUser(_ login: String, name: String) throws(EntryError) {
        do {
            try addUser(
                login, name: name, office: office,
                roles: Set(Role.allCases).subtracting([.viewer]), by: .system(office))
        } catch EntryError.exists {
            // Added before the current failed.
        }
    }

    private func addOfficeOnce(
        _ office: DivisionCode, name: String, by actor: Actor
    ) throws(EntryError) {
        do {
            try addOffice(office, name: name, by: actor)
        } catch EntryError.exists {
            // Added before the current failed.
        }
    }

    /// Makes the replica that a credential is for, with its parent; goes on with one that the same
    /// enrollment has begun.
    ///
    /// - Throws: `occupied` if another replica is there already.
    public static func enroll(
        _ surroundings: Surroundings, enrollment: Enrollment, credential: Credential
    ) throws -> Replica {
        let identity = enrollment.identity(from: credential)
        let replica = try create(
            surroundings, identity: identity, candidate: enrollment.candidate
        ) { begun throws(StorageError) in begun.store.identity.node == identity.node }
        try replica.store.write { transaction throws(StorageError) in
            try transaction.save(
                NodeRecord(
                    node: credential.parentNode, kind: .parent, office: credential.parentOffice,
                    name: credential.parentName, signingKey: credential.parentSigningKey,
                    sealingKey: credential.parentSealingKey, addresses: credential.addresses,
                    pins: credential.pins))
            try transaction.setRightsNumber(credential.rights)
        }
        return replica
    }

    /// Whether a replica, or the beginning of one, lies in a folder.
    public static func lies(in directory: String) -> Bool { ReplicaStore.lies(in: directory) }

    /// Opens the replica of a folder.
    public static func open(_ surroundings: Surroundings) throws(StorageError) -> Replica {
        let store = try ReplicaStore.open(
            directory: surroundings.directory, clock: surroundings.clock,
            entropy: surroundings.entropy, facts: surroundings.facts)
        if case .newIncarnation(let previous, _) = store.opening, store.identity.isServer {
            try store.write { transaction throws(StorageError) in
                try Recovery.begin(previous, in: transaction)
            }
        }
        return try Replica(
            store: store, clock: surroundings.clock, entropy: surroundings.entropy,
            program: surroundings.program)
    }

    /// Makes a replica, or opens the one that is there if it was begun and belongs to the act.
    private static func create(
        _ surroundings: Surroundings, identity: Identity, candidate: Enrollment.Candidate,
        orGoOnWith isBegun: (Replica) throws(StorageError) -> Bool
    ) throws(StorageError) -> Replica {
        do {
            let store = try ReplicaStore.create(
                directory: surroundings.directory, identity: identity, clock: surroundings.clock,
                entropy: surroundings.entropy, facts: surroundings.facts,
                incarnation: candidate.incarnation)
            return try Replica(
                store: store, clock: surroundings.clock, entropy: surroundings.entropy,
                program: surroundings.program)
        } catch StorageError.occupied(let directory) {
            let replica = try open(surroundings)
            guard try isBegun(replica) else { throw .occupied(directory: directory) }
            return replica
        }
    }
}

extension Replica {
    /// Adds a division and its office.
    @discardableResult
    public func addOffice(
        _ office: DivisionCode, name: String, by actor: Actor
    ) throws(EntryError) -> RecordID {
        guard let division = Catalogue.type(named: "division"),
            let type = Catalogue.type(named: "office")
        else { preconditionFailure("the catalogue has divisions and offices") }
        do {
            _ = try enter(
                Entry(
                    division,
                    values: ["code": .text(office.description), "name": .text(name)]),
                by: actor)
        } catch EntryError.exists {
            // The division may have been named before it got an office.
        }
        return try enter(
            Entry(
                type,
                values: [
                    "division": .text(office.description), "programme": .text("happiness"),
                    "name": .text(name),
                ]), by: actor
        ).record
    }

    /// Adds a person who works in an office of this server's division.
    @discardableResult
    public func addUser(
        _ login: String, name: String, office: DivisionCode, roles: Set<Role>, by actor: Actor
    ) throws(EntryError) -> RecordID {
        try enter(
            Entry(
                Catalogue.staffUser,
                values: [
                    "division": .text(office.description), "login": .text(login),
                    "name": .text(name),
                    "role": .list(roles.sorted().map { .text($0.rawValue) }),
                ]), by: actor
        ).record
    }
}
