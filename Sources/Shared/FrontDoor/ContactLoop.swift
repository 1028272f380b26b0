internal import Console
internal import Foundation
internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The contacts in the background: soon after a write, else at a quiet interval, less often while
/// nobody answers.
struct ContactLoop {
    private let door: FrontDoor
    private let replica: Replica
    private let output: Output
    private var loop: SyncLoop
    private var sequence: UInt64 = 0
    private var failure: Explanation?

    /// A loop whose first contact is due now.
    init(_ door: FrontDoor, _ replica: Replica, _ output: Output) {
        self.door = door
        self.replica = replica
        self.output = output
        loop = SyncLoop(now: door.now)
    }

    /// Looks whether a contact is due, and talks; called every second.
    mutating func tick() {
        guard replica.store.identity.parent != nil else { return }
        noticeWrites()
        guard loop.due <= door.now else { return }
        do {
            _ = try door.contact(replica) { _ in }
            loop.succeed(now: door.now)
            failure = nil
        } catch {
            var hint: UInt64 = 0
            if case SyncError.peer(.busy(let seconds)) = error { hint = UInt64(max(0, seconds)) }
            loop.fail(now: door.now, entropy: door.entropy, hintSeconds: hint)
            tell(Explanation(of: error))
        }
    }

    private mutating func noticeWrites() {
        let head = try? replica.store.read { snapshot throws(StorageError) in
            try snapshot.ownHead().sequence
        }
        guard let head, head != sequence else { return }
        sequence = head
        loop.wake(now: door.now)
    }

    /// Says why a contact failed, once until the reason changes.
    private mutating func tell(_ explanation: Explanation) {
        guard explanation != failure else { return }
        failure = explanation
        output.complain(explanation)
    }
}
