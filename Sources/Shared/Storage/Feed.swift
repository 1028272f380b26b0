public import Replication

/// One line of what a child has yet to learn, in the order of the server's log.
public enum FeedItem: Hashable, Sendable {
    /// A change, by the bytes of its body.
    case change(position: Int64, body: [UInt8])
    /// A record that came into the scope, to be sent as it stands now.
    case state(position: Int64, facet: FacetID)
    /// A record that left the scope: its hash when it left, and where it is now.
    case movedOut(position: Int64, facet: FacetID, hash: [UInt8], newHome: DivisionCode)
}

/// A page of a feed.
public struct FeedPage: Hashable, Sendable {
    /// The lines, ascending by position.
    public let items: [FeedItem]
    /// Where to go on: everything up to here is in the page or is not for the asking child.
    public let position: Int64
    /// Whether nothing follows.
    public let isLast: Bool
}

/// A page of a first load: the states of records that lie in a scope.
///
/// In the order in which this replica met them, which is close to the order of their ids, so that
/// the child appends instead of inserting all over its tables.
public struct LoadPage: Hashable, Sendable {
    /// The records, complete with contexts.
    public let records: [Record]
    /// The facet after which to go on; `nil` if the page is empty.
    public let last: FacetID?
    /// Whether nothing follows.
    public let isLast: Bool
}
