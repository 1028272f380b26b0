/// What the writer of a register had before him: his past, less what he never had on the screen.
///
/// Without the holes, a writer who merely knows of a dot would dominate a value that nobody who
/// overwrote it ever saw: the model loses an edit in one schedule of six that way.
public struct CausalContext: Hashable, Sendable {
    /// The record's past just before the write.
    public let past: VersionVector
    /// Dots within `past` that this write does not replace; ascending, usually none.
    public let holes: [Dot]

    /// A context from its parts; `holes` in any order.
    public init(past: VersionVector, holes: [Dot] = []) {
        self.past = past
        self.holes = holes.sorted()
    }

    /// Whether a write with this context replaces the write of `dot`.
    public func covers(_ dot: Dot) -> Bool { past.contains(dot) && !holes.contains(dot) }
}
