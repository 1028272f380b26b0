/// Where time comes from.
///
/// Only the front doors read the machine's clock (WALL-5).
public protocol Clock: Sendable {
    /// Unix time in milliseconds, right or wrong: no merge depends on it.
    func now() -> UInt64
}
