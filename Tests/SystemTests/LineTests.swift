import Foundation
import Glibc
import Support
import Testing

/// The line to the county: who is at its other end, and whether he answers.
@Suite("Line", .temporaryDirectory)
struct LineTests {
    private static let code = "350603101201"

    /// A county that is reached by TLS, with an office and its clerk.
    private func secureCounty(_ name: String, listen: String) throws -> (
        Office, fingerprint: String
    ) {
        let county = try Office(name, in: TemporaryDirectory.path, isEdge: false)
        let said = try county.json(
            "init", "--office", "350603", "--name", "龙文区", "--practice", "--as", "admin",
            "--address", "https://\(listen)")
        try county.done("office", "add", Self.code, "村")
        try county.done("user", "add", "chen", "--office", Self.code, "--roles", "clerk")
        return (county, try said.text("fingerprint"))
    }

    @Test func `a line by TLS is known by the key of the invitation, and by nothing else`() throws {
        let listen = "127.0.0.1:\(try freePort())"
        let (county, fingerprint) = try secureCounty("350603", listen: listen)
        let file = TemporaryDirectory.file("invitation.hsi")
        try county.done("node", "invite", Self.code, "--file", file)
        let server = try Server(county, listen: listen)
        // What init printed is the key that a stranger's tool sees.
        let script =
            "openssl s_client -connect \(listen) </dev/null 2>/dev/null | openssl x509 -pubkey -noout"
            + " | openssl pkey -pubin -outform der | sha256sum | cut -d ' ' -f 1"
        #expect(try runProcess("sh", ["-c", script]).text == fingerprint + "\n")
        let village = try Office(Self.code, in: TemporaryDirectory.path)
        try village.done("init", "--invitation-file", file)
        try village.done("sync")
        try village.done("add", "household", "village=\(Self.code)", "number=A-01")
        try village.done("sync")
        #expect(try county.values("household", "number") == ["A-01"])
        try server.stop()

        // Another server at the same address: same name, same office, another key.
        let (impostor, other) = try secureCounty("impostor", listen: listen)
        #expect(other != fingerprint)
        let imposture = try Server(impostor, listen: listen)
        try village.done("add", "household", "village=\(Self.code)", "number=A-02")
        try village.refuses(
            ["sync"],
            english: Sentences("shows another key", "Everything saved here is safe", "telephone"),
            chinese: Sentences("密钥不对", "都在", "打电话"), leaving: [village, impostor])
        try imposture.stop()
        let again = try Server(county, listen: listen)
        try village.done("sync")
        #expect(try county.values("household", "number") == ["A-01", "A-02"])
        try again.stop()
    }

    @Test func `a code alone enrolls by TLS, and an impostor cannot answer it`() throws {
        let listen = "127.0.0.1:\(try freePort())"
        let (county, _) = try secureCounty("350603", listen: listen)
        let code = try county.json("node", "invite", Self.code).text("code")
        let (impostor, _) = try secureCounty("impostor", listen: listen)
        let words = ["init", "--practice", "--server", "https://\(listen)", "--invitation", code]
        let village = try Office(Self.code, in: TemporaryDirectory.path)
        let imposture = try Server(impostor, listen: listen)
        for (language, happened) in [
            (Language.english, "not signed by the parent"), (.chinese, "冒充"),
        ] {
            let said = try village.run(words, language)
            #expect(said.code == 1)
            #expect(said.complaint.count == 3)
            #expect(said.complaint.first?.contains(happened) == true)
            #expect(!village.has("replica.db"))
        }
        try imposture.stop()
        let server = try Server(county, listen: listen)
        #expect(try village.run(words).code == 0)
        try village.done("sync")
        try server.stop()
    }

    @Test func `a server that takes the connection and never answers is given up`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        try world.stop()
        let silent = try SilentListener(port: UInt16(world.server.port))
        try world.village.refuses(
            ["sync"],
            english: Sentences("did not answer in time", "will be sent next time", "by itself"),
            chinese: Sentences("没有及时回答", "下次会接着发送", "自动再试"),
            environment: try Interposer.environment(["POINTS_HASTE": "40"]))
        silent.close()
        try world.start()
        try world.village.done("sync")
        #expect(try world.county.values("person", "name") == ["王秀英"])
    }

    @Test func `what answers and is no sync server is not taken for one`() throws {
        let world = try World()
        try world.family(at: world.village, number: "A-01")
        let before = try world.village.census()
        // Another office's program: it answers by HTTP, and knows no such address.
        let other = try Server(world.neighbour)
        let result = try runProcess(
            "sqlite3",
            [
                world.village.directory + "/replica.db",
                "UPDATE _node SET addresses = '\(other.address)' WHERE kind = 1",
            ])
        #expect(result.status == 0)
        for (language, happened) in [(Language.english, "no sync server"), (.chinese, "不是同步服务器")] {
            let said = try world.village.run(["sync"], language)
            #expect(said.code == 1)
            #expect(said.complaint.count == 3)
            #expect(said.complaint.first?.contains(happened) == true)
        }
        #expect(try world.village.census() == before)
        try other.stop()
    }
}

/// A listener that takes connections and says nothing.
final class SilentListener {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // The kernel takes the connections; nobody ever looks at them.
        try #require(bound == 0 && listen(descriptor, 16) == 0)
    }

    func close() { Glibc.close(descriptor) }
}
