import Foundation
import Support
import Sync
import Testing
import Transport

/// How changes get from an office to the one above it.
enum Carrier: String {
    /// A real server on loopback, and the client that offices use.
    case http = "HTTP"
    /// A sealed file up, and one down.
    case bundle

    /// Carries everything that an office has to its parent, and the answer back.
    ///
    /// - Parameter isCompared: whether a contact on a line ends with its comparison.
    /// - Returns: whether both ends proved that they hold the same.
    func carry(
        _ child: Office, to parent: Office, folder: String, isCompared: Bool = true
    ) throws -> Bool {
        switch self {
        case .http:
            let listener = HTTPListener(
                .tcp(address: "127.0.0.1", port: 0),
                router: Router(SyncRoutes.routes(parent.endpoint)))
            let server = try HTTPServer([listener], chance: { $0.upperBound })
            defer { server.stop(grace: .seconds(5)) }
            let port = try #require(server.port)
            let line = try RemotePeer("http://127.0.0.1:\(port)", pins: [])
            var contact = Contact(
                child.replica, peer: isCompared ? line : CutLine(line: line))
            do {
                return try contact.run().isEqual
            } catch SyncError.unequal, SyncError.peer {
                return false
            }
        case .bundle:
            let up = "\(folder)/\(child.code).up"
            let down = "\(folder)/\(child.code).down"
            // A stick that was carried is empty again: no file is written over another.
            for file in [up, down] where FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
            _ = try Courier(child.replica).exportUpward(to: up)
            _ = try Courier(parent.replica).importBundle(up)
            _ = try Courier(parent.replica).exportDownward(
                to: down, node: child.replica.keys.node)
            return try Courier(child.replica).importBundle(down).isEqual
        }
    }
}

/// A line that is cut before the comparison: what can never be equal is not compared four times.
private struct CutLine: Peer {
    let line: RemotePeer

    func ask(_ question: Question, _ request: [UInt8]) throws(PeerError) -> [UInt8] {
        if question == .digest { throw .timedOut }
        return try line.ask(question, request)
    }
}
