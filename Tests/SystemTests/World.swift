import Foundation
import Support
import Testing

/// A county in a practice world and two of its villages, each a folder of the test.
final class World {
    let county: Office
    let villages: [Office]
    /// The county's server, running.
    private(set) var server: Server
    private let listen: String

    /// The first village.
    var village: Office { villages[0] }
    /// Another village of the same township.
    var neighbour: Office { villages[1] }

    /// The codes of the villages; their clerks are called `chen` and `lin`.
    static let codes = ["350603101201", "350603101202"]

    /// Makes the county, enrolls the villages, and synchronises them once.
    init(in folder: String = TemporaryDirectory.path) throws {
        listen = "127.0.0.1:\(try freePort())"
        county = try Office("350603", in: folder)
        villages = try Self.codes.map { try Office($0, in: folder) }
        try county.done(
            "init", "--office", "350603", "--name", "龙文区", "--practice", "--as", "admin",
            "--address", "http://\(listen)")
        for (code, login) in zip(Self.codes, ["chen", "lin"]) {
            try county.done("office", "add", code, "村\(code.suffix(1))")
            try county.done(
                "user", "add", login, "--name", login, "--office", code, "--roles", "clerk")
        }
        server = try Server(county, listen: listen)
        for village in villages { try enroll(village) }
    }

    /// The address of the county's server.
    var address: String { "http://\(listen)" }

    /// A code that lets an office enroll one machine.
    func invite(_ code: String, _ options: String...) throws -> String {
        let said = try county.run(["node", "invite", code, "--json"] + options)
        return try said.text("code")
    }

    /// Enrolls a machine for its office and synchronises it.
    func enroll(_ office: Office) throws {
        try office.done(
            "init", "--practice", "--server", address, "--invitation", try invite(office.code))
        try office.done("sync")
    }

    /// Stops the county's server.
    func stop() throws { try server.stop() }

    /// Starts the county's server again, at the same address.
    func start() throws { server = try Server(county, listen: listen) }

    /// Runs something while the county's server is stopped.
    func offline<Result>(_ body: () throws -> Result) throws -> Result {
        try stop()
        let result = try body()
        try start()
        return result
    }

    /// A household of a village with its mother; the record of the mother.
    @discardableResult
    func family(at village: Office, number: String, name: String = "王秀英") throws -> String {
        try village.done("add", "household", "village=\(village.code)", "number=\(number)")
        return try village.json(
            "add", "person", "name=\(name)", "village=\(village.code)", "relation=mother",
            "household=\(number)", "id_number=990101197803150022"
        ).text("id")
    }

    /// A file of the test.
    func file(_ name: String) -> String { TemporaryDirectory.file(name) }
}
