/// How much of anything one listener takes from strangers.
///
/// Every number is a bound on memory, threads or open files that holds for any input; each is
/// tested one below, at, and one above. A front door may set others; a test sets small ones.
public struct HTTPLimits: Sendable {
    /// Connections served at a time: every village of a large province at once, idle ones too.
    ///
    /// Fewer if the system allows the process fewer open files, and 64 on a Unix socket.
    public var connectionsMax = 10_000

    /// Connections served at a time on a Unix socket: commands of this computer's owner.
    static let connectionsOfSocketMax = 64

    /// Connections above `connectionsMax` that are still told 503 instead of being cut unheard.
    public var connectionsRefusedPolitelyMax = 64

    /// Connections of one address: a township's offices share one address behind their router.
    ///
    /// Above it a connection is cut at once. Does not count for a Unix socket.
    public var connectionsPerAddressMax = 256

    /// Connections the system keeps ready while the network threads are busy.
    public var backlogMax = 1_024

    /// Bytes of request line and headers with their line ends.
    ///
    /// Ours are below 1 KiB; browsers with cookies stay below 8 KiB.
    public var headBytesMax = 16 * 1_024

    /// Header fields of a request.
    public var headersMax = 64

    /// Bytes of a request target (path and query).
    public var targetBytesMax = 2_048

    /// Bytes of a body where the route says nothing else: eight frames before compression.
    public var bodyBytesMax = 8 * 1_024 * 1_024

    /// Requests with a body that are read or handled at a time, so that bodies in memory are at
    /// most this many times the largest.
    public var bodiesMax = 64

    /// Requests that wait for one of the above, and handlers' work that waits for a thread;
    /// one more is told 503.
    public var waitingMax = 256

    /// Bytes the HTTP library may use for one connection: the head twice (cookies are copied).
    public var connectionBytesMax = 32 * 1_024

    /// Threads that read and write sockets; they never run a handler.
    public var networkThreads = 2

    /// Threads that run handlers, which block in SQLite.
    public var handlerThreads = 8

    /// Seconds a client is told to stay away after 503, chosen by chance so that villages do not
    /// come back together.
    public var retryAfterSeconds = 5...60

    /// The limits above.
    public init() {}
}

/// How long one listener waits for a client.
///
/// The HTTP library only knows a limit on silence, which a client that sends one byte a second
/// never meets. The watchdog holds these instead. They are counted in its own ticks and need no
/// clock, so a sleeping computer cuts nobody when it wakes.
public struct HTTPDeadlines: Sendable {
    /// For the TLS handshake and the first head together, and for each later head once its
    /// request line is there.
    public var head = Duration.seconds(10)

    /// For a body and for an answer, before any byte of it has moved.
    public var bodyFirst = Duration.seconds(20)

    /// What a body or an answer must move, on average, to be given more than `bodyFirst`.
    public var bytesPerSecondMin = 1_024

    /// For a body or an answer of known length altogether.
    public var bodyLast = Duration.seconds(15 * 60)

    /// For the next request on an open connection.
    public var idle = Duration.seconds(30)

    /// In the queue for a place among `bodiesMax`.
    public var waiting = Duration.seconds(30)

    /// From one look of the watchdog to the next.
    public var tick = Duration.milliseconds(250)

    /// The deadlines above.
    public init() {}
}

extension Duration {
    /// Whole milliseconds, cut off.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
