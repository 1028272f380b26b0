/// One request on its way through a listener, and its answer.
///
/// ```
/// arrived ─ head read, route found ─┬─ admitting ─┬─ queued ─┬─ reading ─ running ─ answered ─ sent
///                                   └─────────────┴──────────┴─ (refused: answered)
/// ```
///
/// It is touched by one thread at a time: by the network thread of its connection, except in the
/// states `admitting`, `queued` and `running`, in which the connection is suspended and somebody
/// else works for it. The state itself is behind a lock, because a server that stops takes the
/// connection back while that work goes on; the work then finds the exchange `abandoned`.
///
/// Unchecked, because of the rule above for everything but the state.
final class Exchange: @unchecked Sendable {
    /// How far it has come.
    enum State {
        /// The request line is there.
        case arrived
        /// A thread judges the head.
        case admitting
        /// The head has been admitted, or refused with an answer.
        case admitted(Response?)
        /// Waits at the gate for bodies.
        case queued
        /// Has a place at the gate, or has waited too long.
        case called(Bool)
        /// The body comes.
        case reading
        /// A thread runs the handler.
        case running
        /// The answer is there.
        case answered(Response, ResponseStream?)
        /// The answer is on its way.
        case sent
        /// The connection has been taken back before the work was done.
        case abandoned
    }

    /// The target as sent.
    let target: [UInt8]

    /// The descriptor of its connection, for the watchdog.
    let descriptor: Int32

    /// Who is answered, once the head has been read.
    var request: Request?

    /// Who answers, once the head has been read.
    var route: Route?

    /// When the body began, in looks of the watchdog.
    var bodyBegan: UInt64 = 0

    /// The body that is being sent piece by piece.
    var stream: ResponseStream?

    private let state = Guarded(State.arrived)
    private let holdsPlace = Guarded(false)

    /// A request whose request line has just been read.
    init(target: [UInt8], descriptor: Int32) {
        self.target = target
        self.descriptor = descriptor
    }

    /// The state now, on the network thread, which has the connection again.
    ///
    /// If somebody was still at work for it, the work is in vain: only a server that stops takes a
    /// connection back before.
    func takeBack() -> State {
        state.withLock { state in
            switch state {
            case .admitting, .queued, .running: state = .abandoned
            default: break
            }
            return state
        }
    }

    /// Whether the body is expected.
    var isReading: Bool {
        state.withLock { if case .reading = $0 { true } else { false } }
    }

    /// Goes on to a state, on the network thread.
    func become(_ next: State) { state.withLock { $0 = next } }

    /// Goes on to a state, for the connection that is suspended; false if it was taken back.
    func hand(_ next: State) -> Bool {
        state.withLock { state in
            if case .abandoned = state { return false }
            state = next
            return true
        }
    }

    /// Is over: whoever still makes its body is told that nobody reads it.
    func end() {
        let unread = state.withLock { state -> ResponseStream? in
            defer { state = .abandoned }
            if case .answered(_, let stream) = state { return stream }
            return nil
        }
        unread?.close()
        stream?.close()
    }

    /// Has taken a place at the gate.
    func tookPlace() { holdsPlace.withLock { $0 = true } }

    /// Whether a place at the gate is to be given back; true once.
    func givesPlaceBack() -> Bool {
        holdsPlace.withLock { holds in
            defer { holds = false }
            return holds
        }
    }
}
