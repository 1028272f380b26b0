/// How many requests with a body are in memory at a time, and who waits for a place.
///
/// A place is held from before the first byte of a body until its handler has returned, so that
/// the memory for bodies is bounded, whether a slow line or a slow disk is what is waited for.
final class BodyGate: Sendable {
    /// One who waits: told `true` when he has a place, `false` when he waited too long.
    ///
    /// Answers whether he is still there; if not, the place goes to the next.
    typealias Waiter = @Sendable (_ entered: Bool) -> Bool

    private struct State {
        var inside = 0
        var waiting: [(due: UInt64, waiter: Waiter)] = []
    }

    private let state = Guarded(State())
    private let insideMax: Int
    private let waitingMax: Int

    /// A gate with all places free.
    init(insideMax: Int, waitingMax: Int) {
        self.insideMax = insideMax
        self.waitingMax = waitingMax
    }

    /// Takes a place if one is free; none is while somebody waits.
    func enter() -> Bool {
        state.withLock { state in
            guard state.inside < insideMax else { return false }
            state.inside += 1
            return true
        }
    }

    /// Waits for a place until look `due`; `waiter` may be told before this returns.
    ///
    /// - Returns: false if too many wait already; `waiter` is then never told.
    func wait(due: UInt64, _ waiter: @escaping Waiter) -> Bool {
        let isFree = state.withLock { state -> Bool? in
            if state.inside < insideMax {
                state.inside += 1
                return true
            }
            guard state.waiting.count < waitingMax else { return nil }
            state.waiting.append((due, waiter))
            return false
        }
        if isFree == true, !waiter(true) { leave() }
        return isFree != nil
    }

    /// Gives a place back; the first who still waits gets it.
    func leave() {
        while true {
            let next = state.withLock { state -> Waiter? in
                precondition(state.inside > 0, "Nobody leaves the gate who has not entered.")
                guard !state.waiting.isEmpty else {
                    state.inside -= 1
                    return nil
                }
                return state.waiting.removeFirst().waiter
            }
            guard let next else { return }
            if next(true) { return }
        }
    }

    /// Sends away who has waited until `look`.
    func expire(look: UInt64) {
        let late = state.withLock { state -> [Waiter] in
            let late = state.waiting.filter { $0.due <= look }.map(\.waiter)
            state.waiting.removeAll { $0.due <= look }
            return late
        }
        for waiter in late { _ = waiter(false) }
    }
}
