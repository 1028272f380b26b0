/// How a command ends.
public enum ExitCode: Int32, Sendable {
    /// It was done.
    case done = 0
    /// It was refused, with the reason on standard error.
    case refused = 1
    /// It was not understood; nothing was tried.
    case usage = 2
}
