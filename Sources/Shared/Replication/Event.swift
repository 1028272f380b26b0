/// Something that happened to a record, and what its author had before him then.
///
/// Events are elements of the engine's register `event`, one element per event, written once. The
/// context is part of the value, because the contexts of siblings are let go of, and whether two
/// people acted without knowledge of each other must be told for ever (decision 4).
public struct Event: Hashable, Sendable {
    /// The name of the event within its record: time-ordered for what a person does, derived for
    /// what the program finds, so that it finds it once.
    public let id: Identifier
    /// The name of the write.
    public let dot: Dot
    /// Who, for which office, when.
    public let stamp: Stamp
    /// What the author had before him.
    public let context: CausalContext
    /// What happened, in the shape that the record's type declares.
    public let content: Value

    /// An event from its parts.
    public init(id: Identifier, dot: Dot, stamp: Stamp, context: CausalContext, content: Value) {
        self.id = id
        self.dot = dot
        self.stamp = stamp
        self.context = context
        self.content = content
    }

    /// Whether the author of this event knew of the other.
    public func hasSeen(_ other: Event) -> Bool { context.covers(other.dot) }

    /// Whether neither author knew of the other.
    public func isConcurrent(with other: Event) -> Bool {
        dot != other.dot && !hasSeen(other) && !other.hasSeen(self)
    }
}

extension Record {
    /// What happened to the record, ascending by dot; what is no event is left out.
    ///
    /// An event that two wrote under one name is there as often as it was written differently.
    public var events: [Event] {
        elements(RegisterName.eventNumber).flatMap { register in
            guard let id = register.name.event else { return [Event]() }
            var contents: Set<Value> = []
            return register.siblings.compactMap { sibling in
                guard let (context, content) = EventValue.parts(sibling.value),
                    contents.insert(content).inserted
                else { return nil }
                return Event(
                    id: id, dot: sibling.dot, stamp: sibling.stamp, context: context,
                    content: content)
            }
        }.sorted { $0.dot < $1.dot }
    }

    /// The context of an event that is written now.
    ///
    /// - Parameter shown: the writes that were on the author's screen; `nil` if all were.
    func eventContext(shown: [Dot]?) -> CausalContext {
        var holes = gap()
        if let shown {
            let known = elements(RegisterName.eventNumber).flatMap(\.siblings).map(\.dot)
            holes += known.filter { !shown.contains($0) }
        }
        return CausalContext(past: past, holes: holes)
    }
}

/// The value of an element of the register `event`: past, holes, content.
public enum EventValue {
    /// The value of an event.
    public static func value(_ context: CausalContext, _ content: Value) -> Value {
        .list([list(context.past.entries), list(context.holes), content])
    }

    /// The parts of such a value; `nil` if it is none.
    public static func parts(_ value: Value) -> (context: CausalContext, content: Value)? {
        guard case .list(let parts) = value, parts.count == 3,
            let past = vector(parts[0]), let holes = dots(parts[1]),
            zip(holes, holes.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        return (CausalContext(past: past, holes: holes), parts[2])
    }

    /// The vector that a list of dots stands for; `nil` if it is none.
    public static func vector(_ value: Value) -> VersionVector? {
        dots(value).flatMap { VersionVector(ascending: $0) }
    }

    /// The list of pairs that stands for dots.
    static func list(_ dots: [Dot]) -> Value {
        .list(dots.map { .list([.bytes($0.replica.bytes), .integer(Int64($0.counter))]) })
    }

    /// The dots that a list of pairs stands for; `nil` if it stands for none.
    static func dots(_ value: Value) -> [Dot]? {
        guard case .list(let entries) = value else { return nil }
        let dots = entries.compactMap { entry -> Dot? in
            guard case .list(let pair) = entry, pair.count == 2,
                case .bytes(let bytes) = pair[0], case .integer(let counter) = pair[1],
                let replica = ReplicaID(bytes: bytes), counter > 0
            else { return nil }
            return Dot(replica, UInt64(counter))
        }
        return dots.count == entries.count ? dots : nil
    }
}
