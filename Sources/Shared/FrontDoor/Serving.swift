internal import Console
internal import Foundation
internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Transport

/// `serve`: the listeners, the jobs, and the end when somebody asks for it.
struct Serving {
    private let door: FrontDoor
    private let replica: Replica
    private let request: ServeRequest
    private let output: Output

    /// How long requests that are being answered may take when the program stops.
    private static let grace = Duration.seconds(10)

    /// The service of a replica, as it was asked for.
    init(
        _ door: FrontDoor, _ replica: Replica, _ request: ServeRequest, _ output: Output
    ) {
        self.door = door
        self.replica = replica
        self.request = request
        self.output = output
    }

    /// Serves until the process is asked to end.
    func run() throws -> ExitCode {
        let stop = StopSignal()
        let server = try start()
        defer { server.stop(grace: Self.grace) }
        let port = server.port.map(String.init) ?? ""
        output.set("port", .text(port))
        let (host, _) = try Self.place(request.listen)
        output.say(Phrase("正在运行：\(host):\(port)", "Listening at \(host):\(port)"))
        var contacts = ContactLoop(door, replica, output)
        var backup = DailyBackup(replica, directory: request.directory, output)
        var night = NightlyRun(replica, output)
        var disk = DiskWatch(door, directory: request.directory, output)
        repeat {
            disk.tick(now: door.now)
            contacts.tick()
            backup.tick(now: door.now)
            night.tick(now: door.now)
        } while !stop.wait(seconds: 1)
        output.say(Phrase("正在停止。", "Stopping."))
        return .done
    }

    private func start() throws -> HTTPServer {
        do {
            let entropy = door.entropy
            return try HTTPServer(
                [try listener(), control()],
                chance: { range in
                    let number = entropy.identifier().low
                    return range.lowerBound + Int(number % UInt64(range.count))
                })
        } catch let error as HTTPServerError {
            throw ConsoleError.refused(Explanation(error, listen: request.listen))
        }
    }

    /// What others reach: the protocol at a server; at an office only whether it runs.
    private func listener() throws -> HTTPListener {
        let (host, port) = try Self.place(request.listen)
        let routes =
            door.program == .syncServer
            ? SyncRoutes.routes(Endpoint(replica))
            : [Route(.get, "/healthz") { _ in .text(200, "ok") }]
        return HTTPListener(
            .tcp(address: host, port: port), tls: try identity(host), router: Router(routes))
    }

    /// The certificate, wherever an address of this server says https or others can listen in.
    private func identity(_ host: String) throws -> TLSIdentity? {
        let found = try replica.store.read { snapshot throws(StorageError) in
            (
                try snapshot.setting(CertificateSetting.certificate),
                try snapshot.setting(CertificateSetting.key), try snapshot.addresses()
            )
        }
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(host)
        guard !isLoopback || found.2.contains(where: { $0.hasPrefix("https:") }),
            let certificate = found.0, let key = found.1
        else { return nil }
        return TLSIdentity(
            certificatePEM: String(decoding: certificate, as: UTF8.self),
            keyPEM: String(decoding: key, as: UTF8.self))
    }

    private func control() -> HTTPListener {
        let (door, replica, directory) = (door, replica, request.directory)
        let route = ControlRoute.route { asked, send in
            ControlDesk.answer(asked, send, by: door, on: replica, directory: directory)
        }
        return HTTPListener(
            .unix(path: ControlDesk.socket(directory)), router: Router([route]))
    }

    /// An address and port as people write them: `127.0.0.1:8440`, `[::1]:8440`.
    static func place(_ text: String) throws(ConsoleError) -> (host: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            throw .usage(
                Phrase(
                    "--listen 要写成 127.0.0.1:8440。", "--listen takes 127.0.0.1:8440."))
        }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return (host, port)
    }
}
