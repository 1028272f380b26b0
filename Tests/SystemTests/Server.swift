import Foundation
import Support
import Testing

/// A running `serve` of an office.
final class Server {
    private let child: ChildProcess
    /// The port that it said it listens at.
    let port: Int

    /// Starts an office's program and waits until it listens.
    init(
        _ office: Office, listen: String = "127.0.0.1:0", environment: [String: String] = [:]
    ) throws {
        let fixed = ["LC_ALL": Language.english.rawValue, "TZ": "UTC"]
        let child = try ChildProcess(
            office.program, ["serve", "--listen", listen, "--data", office.directory],
            environment: fixed.merging(environment) { $1 })
        var found: Int?
        _ = lookOut(seconds: 30) {
            found = Self.port(in: String(decoding: child.output, as: UTF8.self))
            return found != nil || child.status != nil ? true : nil
        }
        guard let found else {
            child.stop()
            throw NotListening(words: Self.words(of: child))
        }
        self.child = child
        port = found
    }

    /// The address of a plain listener.
    var address: String { "http://127.0.0.1:\(port)" }

    /// What it has said so far, on both streams.
    var words: String { Self.words(of: child) }

    /// The number of its process.
    var pid: Int32 { child.pid }

    /// Its exit status, nil while it runs.
    var status: Int32? { child.status }

    /// Ends it as the system does; gives its exit status.
    @discardableResult
    func stop() throws -> Int32 {
        child.send(SIGTERM)
        return try #require(child.wait(seconds: 90), "serve did not stop: \(words)")
    }

    /// Cuts its current.
    func kill() {
        child.send(SIGKILL)
        _ = child.wait(seconds: 10)
    }

    /// Waits until it has said a word; false if it never does.
    func waits(for word: String, seconds: Double = 20) -> Bool {
        lookOut(seconds: seconds) { words.contains(word) ? true : nil } ?? false
    }

    /// The port in `Listening at 127.0.0.1:8440`, once the line is whole.
    private static func port(in text: String) -> Int? {
        guard let end = text.firstIndex(of: "\n"), let colon = text[..<end].lastIndex(of: ":")
        else { return nil }
        return Int(text[text.index(after: colon)..<end])
    }

    private static func words(of child: ChildProcess) -> String {
        String(decoding: child.output + child.errorOutput, as: UTF8.self)
    }
}

/// A `serve` that ended, or never said where it listens.
struct NotListening: Error {
    /// What it said instead.
    let words: String
}

/// Looks again and again until something is there or the time is over.
func lookOut<Found>(seconds: Double, _ look: () throws -> Found?) rethrows -> Found? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if let found = try look() { return found }
        usleep(5_000)
    }
    return nil
}
