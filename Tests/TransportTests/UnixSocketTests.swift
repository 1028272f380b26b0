import Foundation
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct UnixSocketTests {
    @Test func `commands go over the socket and their output streams back`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/control"
        let server = try TestServer(
            .unix(path: path),
            routes: [
                Route(.post, "/control") { request in
                    let isLocal = request.isUnixSocket && request.peer.isEmpty
                    return Response(200) { stream in
                        stream.write(request.body) && stream.write(Array("\(isLocal)".utf8))
                    }
                }
            ])
        #expect(server.server.places == [.unix(path: path)])
        #expect(server.server.port == nil)
        let client = try HTTPClient(Origin(unixSocket: path))
        for word in ["status", "verify"] {
            var output: [UInt8] = []
            let answer = try client.send(
                HTTPRequest(.post, "/control", body: Array(word.utf8)), deadline: nil
            ) {
                output += $0
                return true
            }
            #expect(answer.status == 200)
            #expect(String(decoding: output, as: UTF8.self) == word + "true")
        }
    }

    @Test func `only the owner can open the socket, and it goes with the server`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/control"
        let server = try TestServer(.unix(path: path))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(server.server.stop(grace: .seconds(5)))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `the socket of a dead process is replaced, that of a living one is not`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/control"
        // A socket that is bound and closed again lies there like that of a killed process.
        try folder.run(
            "/usr/bin/python3", "-c", "import socket; socket.socket(socket.AF_UNIX).bind('control')"
        )
        #expect(FileManager.default.fileExists(atPath: path))
        let server = try TestServer(.unix(path: path))
        let client = try HTTPClient(Origin(unixSocket: path))
        #expect(try client.send(HTTPRequest(.get, "/hello"), deadline: .seconds(20)).status == 200)
        #expect(throws: HTTPServerError.placeTaken(path)) { _ = try TestServer(.unix(path: path)) }
        #expect(try client.send(HTTPRequest(.get, "/hello"), deadline: .seconds(20)).status == 200)
        withExtendedLifetime(server.witness) {}
    }

    @Test func `what is no socket is left alone`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/control"
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: HTTPServerError.notASocket(path)) { _ = try TestServer(.unix(path: path)) }
        #expect(try folder.text("control") == "precious")
    }

    @Test func `a path that the system cannot bind is told with its limit`() throws {
        let path = "/tmp/" + String(repeating: "x", count: 200)
        #expect(throws: HTTPServerError.pathTooLong(path, bytesMax: 107)) {
            _ = try TestServer(.unix(path: path))
        }
    }

    @Test func `nobody listening is unreachable`() throws {
        let folder = try TemporaryFolder()
        let client = try HTTPClient(Origin(unixSocket: folder.path + "/control"))
        let error = #expect(throws: HTTPClientError.self) {
            try client.send(HTTPRequest(.get, "/hello"), deadline: .seconds(20))
        }
        #expect(error?.passes == true)
    }
}
