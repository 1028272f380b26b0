package import Console
internal import Foundation

/// The standard streams of a process.
package enum Terminal {
    /// The columns of standard output; nil if it is no terminal.
    package static var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    /// Whether standard error is a terminal, so that progress may be shown there.
    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The two streams; a reader who has gone away is no fault of the command.
    package static var sink: Output.Sink {
        Output.Sink(
            out: { try? FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) },
            err: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) })
    }
}
