import Foundation
import Seal
import Sync
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    /// A server with a new key, and the pin of the key.
    private struct Secure: ~Copyable {
        let server: TestServer
        let pin: KeyPin

        init(
            _ address: String = "127.0.0.1", deadlines: HTTPDeadlines = HTTPDeadlines()
        ) throws {
            let certificate = try ServerCertificate.make(commonName: "county 350603")
            let identity = TLSIdentity(
                certificatePEM: certificate.certificatePEM, keyPEM: certificate.keyPEM)
            let pin = try #require(KeyPin(sha256: certificate.pin))
            let server = try TestServer(
                .tcp(address: address, port: 0), tls: identity, deadlines: deadlines)
            self.pin = pin
            self.server = server
        }
    }

    private func ask(_ port: UInt16, _ pins: [KeyPin]) throws -> HTTPResponse {
        let client = try HTTPClient(Origin("https://127.0.0.1:\(port)", pins: pins))
        let body = [UInt8](repeating: 5, count: 300_000)
        let answer = try client.send(
            HTTPRequest(.post, "/echo", body: body), deadline: .seconds(30))
        #expect(answer.body == body)
        return try client.send(HTTPRequest(.get, "/hello"), deadline: .seconds(30))
    }

    @Test func `a server is known by its key`() throws {
        let secure = try Secure()
        #expect(try ask(secure.server.port, [secure.pin]).status == 200)
        #expect(secure.server.witness.requests.count == 2)
    }

    @Test func `a server that makes no protected line is told as such`() throws {
        let secure = try Secure()
        let plain = try TestServer()
        let error = #expect(throws: HTTPClientError.self) {
            try ask(plain.port, [secure.pin])
        }
        guard case .unreachable(_, .protection) = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
    }

    @Test func `the present or the next key will do`() throws {
        let secure = try Secure()
        let other = try #require(KeyPin(sha256: [UInt8](repeating: 9, count: 32)))
        #expect(try ask(secure.server.port, [other, secure.pin]).status == 200)
    }

    @Test func `another key is refused before anything is sent`() throws {
        let secure = try Secure()
        var bytes = secure.pin.sha256
        bytes[31] ^= 1
        let other = try #require(KeyPin(sha256: bytes))
        #expect(throws: HTTPClientError.wrongKey) { try ask(secure.server.port, [other]) }
        #expect(secure.server.witness.requests.isEmpty)
        #expect(!HTTPClientError.wrongKey.passes)
    }

    @Test func `an expired certificate with the right key is good`() throws {
        let folder = try TemporaryFolder()
        let tool = "/usr/bin/openssl"
        try folder.run(tool, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key")
        try folder.run(tool, "req", "-new", "-key", "key", "-subj", "/CN=old", "-out", "request")
        try folder.run(
            tool, "x509", "-req", "-in", "request", "-signkey", "key", "-days", "-1", "-out", "pem")
        let certificate = try folder.text("pem")
        let server = try TestServer(
            tls: TLSIdentity(certificatePEM: certificate, keyPEM: folder.text("key")))
        let pin = try KeyPin(sha256: ServerCertificate.pin(ofCertificatePEM: certificate))
        #expect(try ask(server.port, [try #require(pin)]).status == 200)
    }

    @Test(arguments: [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)])
    func `only TLS 1.2 and 1.3 are spoken`(version: String, isSpoken: Bool) throws {
        let folder = try TemporaryFolder()
        let secure = try Secure()
        let connect = "127.0.0.1:\(secure.server.port)"
        // Without its security level the tool would refuse old versions by itself.
        let output = try? folder.run(
            "/usr/bin/openssl", "s_client", "-connect", connect, version, "-cipher",
            "ALL:@SECLEVEL=0")
        #expect((output != nil) == isSpoken)
    }

    @Test func `a client that does not finish its handshake is cut`() throws {
        var deadlines = HTTPDeadlines()
        deadlines.head = .milliseconds(500)
        let secure = try Secure(deadlines: deadlines)
        let silent = try secure.server.connect()
        let strange = try secure.server.connect()
        strange.send([22, 3, 1, 2, 0, 1])
        #expect(silent.receive() == nil)
        #expect(secure.server.witness.waits { $0 == .connectionCut(.head, peer: "127.0.0.1") })
        #expect(try ask(secure.server.port, [secure.pin]).status == 200)
    }

    @Test func `plain HTTP to a TLS port gets no answer`() throws {
        let secure = try Secure()
        let plain = try secure.server.connect()
        plain.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(!plain.receiveAll().contains("HTTP/1.1"))
        #expect(secure.server.witness.requests.isEmpty)
    }

    @Test func `with a key TLS may be spoken on every address`() throws {
        let secure = try Secure("0.0.0.0")
        #expect(try ask(secure.server.port, [secure.pin]).status == 200)
    }

    @Test func `what is no key, or another's, does not start`() throws {
        let one = try ServerCertificate.make(commonName: "one")
        let two = try ServerCertificate.make(commonName: "two")
        for (certificate, key) in [
            ("no PEM", "no PEM"), (one.certificatePEM, "no PEM"), (one.certificatePEM, two.keyPEM),
        ] {
            #expect(throws: HTTPServerError.identity) {
                _ = try TestServer(tls: TLSIdentity(certificatePEM: certificate, keyPEM: key))
            }
        }
    }
}
