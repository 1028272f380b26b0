import Console
import Foundation

/// What a command said.
///
/// Safe: the texts are touched only under the lock.
final class Heard: @unchecked Sendable {
    private let lock = NSLock()
    private var texts = (out: "", err: "")

    /// Standard output.
    var out: String { lock.withLock { texts.out } }
    /// Standard error.
    var err: String { lock.withLock { texts.err } }

    /// The sink that is heard.
    var sink: Output.Sink {
        Output.Sink(
            out: { text in self.lock.withLock { self.texts.out += text } },
            err: { text in self.lock.withLock { self.texts.err += text } })
    }
}
