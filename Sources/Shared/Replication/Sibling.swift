/// One of several values of a register, none of which has seen the others.
public struct Sibling: Hashable, Sendable {
    /// The write that made it.
    public let dot: Dot
    /// What was written.
    public let value: Value
    /// Who wrote it.
    public let stamp: Stamp
    /// What its writer had before him; `nil` once everything in it has arrived, because then no
    /// write can come any more that it would replace.
    public internal(set) var context: CausalContext?

    /// A sibling from its parts.
    public init(dot: Dot, value: Value, stamp: Stamp, context: CausalContext? = nil) {
        self.dot = dot
        self.value = value
        self.stamp = stamp
        self.context = context
    }

    /// Whether the writer of this value replaced the write of `dot`.
    func covers(_ dot: Dot) -> Bool { context?.covers(dot) ?? false }
}

/// A sibling that is not shown, because writes of this replica replaced it that its parent has not
/// accepted yet.
///
/// If all of them are refused, the sibling stands again; if one of them is accepted, it is gone.
public struct Shadow: Hashable, Sendable {
    /// The value that was replaced.
    public var sibling: Sibling
    /// The pending writes that replaced it; ascending, never empty.
    public internal(set) var by: [Dot]

    /// A shadow from its parts.
    public init(sibling: Sibling, by: [Dot]) {
        self.sibling = sibling
        self.by = by.sorted()
    }
}

/// A register of a record: its name and its siblings.
public struct Register: Hashable, Sendable {
    /// Number and, in sets, the key of the element.
    public let name: RegisterName
    /// The values that stand; ascending by dot, never empty in a record.
    public internal(set) var siblings: [Sibling]
    /// The values that stand behind pending writes; a local matter, in no hash and on no wire.
    public internal(set) var shadows: [Shadow]

    /// A register from its parts.
    public init(name: RegisterName, siblings: [Sibling], shadows: [Shadow] = []) {
        self.name = name
        self.siblings = siblings.sorted { $0.dot < $1.dot }
        self.shadows = shadows
    }
}
