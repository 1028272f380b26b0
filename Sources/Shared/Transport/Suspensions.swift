/// The connections that the network threads do not touch because somebody else works for them.
///
/// libmicrohttpd stops the whole program if it is stopped while a connection is suspended, or if
/// one is resumed twice. So both go through here, and after `close` nothing is suspended any more.
final class Suspensions: Sendable {
    private struct State {
        var connections: Set<Connection> = []
        var isClosed = false
    }

    private let state = Guarded(State())

    /// Takes a connection from its network thread, which calls this in a handler or a reader.
    ///
    /// - Returns: false if the server is stopping; the connection then stays where it is.
    func suspend(_ connection: Connection) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.connections.insert(connection)
            connection.suspend()
            return true
        }
    }

    /// Gives a connection back, from any thread; nothing if it has gone back already.
    func resume(_ connection: Connection) {
        state.withLock { state in
            guard state.connections.remove(connection) != nil else { return }
            connection.resume()
        }
    }

    /// Gives all back and takes no more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            for connection in state.connections { connection.resume() }
            state.connections = []
        }
    }
}
