package import Console
internal import Foundation
internal import Programme
package import Replication
internal import Seal
internal import Storage
internal import Sync
internal import Transport

/// A program put together: commands over what Transport carries.
///
/// The two programs differ in their tables of commands and in what they serve; all the rest is here,
/// so that `main` is a few lines.
package struct FrontDoor: Sendable {
    /// Which program this is.
    let program: Program
    /// What the environment says.
    let settings: Settings
    /// Chance.
    let entropy: any Entropy
    /// One contact of this process at a time: the loop in the background and a command in front of
    /// it would take each other's ratchet for a stranger's.
    let contactLock = NSLock()
    private let clock: AdjustableClock

    /// The version of both programs.
    package static let version = "0.1"

    /// A front door.
    package init(
        _ program: Program, settings: Settings, clock: any Clock, entropy: any Entropy
    ) {
        self.program = program
        self.settings = settings
        self.clock = AdjustableClock(clock)
        self.entropy = entropy
    }

    /// Runs a command line.
    package func run(_ arguments: [String], to sink: Output.Sink = Terminal.sink) -> ExitCode {
        console.run(arguments, for: settings.reader, to: sink)
    }

    /// The commands over what this door lends.
    var console: Console { Console(services) }

    /// What commands are lent.
    var services: Services {
        Services(
            program: program, version: Self.version, directory: settings.directory,
            login: settings.login, clock: clock, entropy: entropy, facts: Machine.facts,
            carriers: Carriers(
                contact: contact,
                peer: { address, pins in
                    try RemotePeer(address, pins: pins, isAnyKeyTaken: pins.isEmpty)
                },
                serve: { replica, request, output in
                    try Serving(self, replica, request, output).run()
                },
                certify: certify,
                elsewhere: { errand, sink in try ControlDesk.ask(errand, sink) }),
            room: Machine.room)
    }

    /// The machine's time.
    var now: UInt64 { clock.now() }

    /// Talks with the parent at the first of its addresses that answers.
    func contact(
        _ replica: Replica, _ progress: @escaping (Contact.Report) -> Void
    ) throws -> Contact.Report {
        contactLock.lock()
        defer { contactLock.unlock() }
        let parent = try replica.store.read { snapshot throws(StorageError) in
            try snapshot.parent()
        }
        guard let parent else { throw SyncError.noParent }
        var failure = PeerError.unreachable("–")
        for address in parent.addresses {
            do {
                let peer = try RemotePeer(address, pins: parent.pins)
                var contact = Contact(replica, peer: peer, progress: progress)
                return try contact.run()
            } catch let error as PeerError {
                failure = error
            } catch SyncError.peer(let error) {
                guard case .unreachable = error else { throw error }
                failure = error
            }
        }
        throw SyncError.peer(failure)
    }

    /// Makes the key and certificate of a server, kept with its data so that a backup has them too.
    private func certify(_ replica: Replica, _ addresses: [String]) throws -> String {
        let certificate = try ServerCertificate.make(commonName: "happiness-sync")
        let known = addresses.isEmpty ? ["http://127.0.0.1:8440"] : addresses
        try replica.store.write { transaction throws(StorageError) in
            try transaction.setSetting(
                CertificateSetting.certificate, Array(certificate.certificatePEM.utf8))
            try transaction.setSetting(CertificateSetting.key, Array(certificate.keyPEM.utf8))
            try transaction.setAddresses(known, pins: [certificate.pin])
        }
        return Hexadecimal.text(certificate.pin)
    }
}

/// Where the certificate of a server is kept.
enum CertificateSetting {
    /// The certificate, PEM.
    static let certificate = "tls.certificate"
    /// Its private key, PEM.
    static let key = "tls.key"
}
