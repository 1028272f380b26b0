package import Replication
package import Storage
package import Sync

/// What a front door lends to commands: its settings, the clock, chance, and the carriers that
/// only Transport has.
package struct Services: Sendable {
    /// Which program.
    package let program: Program
    /// Its version, `0.1`.
    package let version: String
    /// Where the data lie if `--data` does not say.
    package let directory: String
    /// The person's name at the machine: the first user of a new server.
    package let login: String?
    /// The clock, adjustable in practice worlds.
    package let clock: AdjustableClock
    /// Chance.
    package let entropy: any Entropy
    /// What tells this machine from a copy.
    package let facts: MachineFacts
    /// What needs sockets.
    package let carriers: Carriers
    /// How many bytes the disk of a folder can still take; nil if the system does not tell.
    package let room: @Sendable (_ directory: String) -> UInt64?

    /// Services of a front door.
    package init(
        program: Program, version: String, directory: String, login: String?,
        clock: AdjustableClock, entropy: any Entropy, facts: MachineFacts, carriers: Carriers,
        room: @escaping @Sendable (_ directory: String) -> UInt64? = { _ in nil }
    ) {
        self.program = program
        self.version = version
        self.directory = directory
        self.login = login
        self.clock = clock
        self.entropy = entropy
        self.facts = facts
        self.carriers = carriers
        self.room = room
    }

    /// The world of a replica in a folder.
    package func surroundings(_ directory: String) -> Replica.Surroundings {
        Replica.Surroundings(
            directory: directory, clock: clock, entropy: entropy, facts: facts,
            program: "\(program.rawValue) \(version)")
    }
}

/// What needs sockets, given by the front door because commands have none.
package struct Carriers: Sendable {
    /// Talks with the parent; one contact of a replica at a time.
    package var contact:
        @Sendable (Replica, @escaping (Contact.Report) -> Void) throws -> Contact.Report
    /// A server at an address, before it is a parent: the pins are what its certificate may show.
    package var peer: @Sendable (_ address: String, _ pins: [[UInt8]]) throws -> any Peer
    /// Serves until told to stop.
    package var serve: @Sendable (Replica, ServeRequest, Output) throws -> ExitCode
    /// Makes a server's certificate and keeps its addresses; gives the fingerprint for people.
    package var certify: @Sendable (Replica, _ addresses: [String]) throws -> String
    /// Runs a command in the program that has the directory open; nil if nobody answers there.
    package var elsewhere: @Sendable (Errand, Output.Sink) throws -> ExitCode?

    /// Carriers from their parts.
    package init(
        contact:
            @escaping @Sendable (Replica, @escaping (Contact.Report) -> Void) throws ->
            Contact.Report,
        peer: @escaping @Sendable (_ address: String, _ pins: [[UInt8]]) throws -> any Peer,
        serve: @escaping @Sendable (Replica, ServeRequest, Output) throws -> ExitCode,
        certify: @escaping @Sendable (Replica, _ addresses: [String]) throws -> String,
        elsewhere: @escaping @Sendable (Errand, Output.Sink) throws -> ExitCode?
    ) {
        self.contact = contact
        self.peer = peer
        self.serve = serve
        self.certify = certify
        self.elsewhere = elsewhere
    }
}

/// What `serve` was asked for.
package struct ServeRequest: Hashable, Sendable {
    /// The address and port to listen at.
    package let listen: String
    /// The folder of the replica.
    package let directory: String

    /// A request.
    package init(listen: String, directory: String) {
        self.listen = listen
        self.directory = directory
    }
}

/// A command on its way to the program that has the directory open.
package struct Errand: Hashable, Sendable {
    /// The words, without the program's name.
    package var words: [String]
    /// Who reads the answer.
    package var reader: Output.Reader
    /// The folder of the replica.
    package var directory: String
    /// Which program is asked.
    package var program: Program
    /// The file that goes along, as the caller names it.
    package var input: String?
    /// The file that comes back, as the caller names it.
    package var output: String?

    /// An errand.
    package init(
        words: [String], reader: Output.Reader, directory: String, program: Program,
        input: String? = nil, output: String? = nil
    ) {
        self.words = words
        self.reader = reader
        self.directory = directory
        self.program = program
        self.input = input
        self.output = output
    }
}
