import Oracle
import Replication

/// One random schedule of a server and the offices below it, judged by the ledger.
///
/// Sixty steps: writes, forms, pushes of any change, pulls of any line of the feed or of states,
/// acknowledgements late or never, decisions on what is held. Then everything is delivered.
struct TreeTrial: Sendable {
    /// What happens in a schedule.
    struct Features: OptionSet, Sendable {
        let rawValue: Int
        /// The first server refuses changes.
        static let refusals = Features(rawValue: 1)
        /// The first server holds changes; later it admits or refuses them.
        static let holds = Features(rawValue: 2)
        /// One register is under the policy `authority`.
        static let authority = Features(rawValue: 4)
        /// Refused changes name another home.
        static let homes = Features(rawValue: 8)
        /// Somebody below voids what is not his.
        static let forgeries = Features(rawValue: 16)
        /// One office is cloned and both machines are used; sticks with old bundles turn up.
        static let clones = Features(rawValue: 32)
        /// A province stands above the county and judges it.
        static let province = Features(rawValue: 64)
    }

    /// A rule that is broken, by the office or by the merge.
    enum Fault: String, CaseIterable, Sendable {
        /// What stood behind pending writes is forgotten.
        case shadowsDropped
        /// What comes in leaves the shadows as they are.
        case shadowsNotMerged
        /// A refused change is merged before it is voided.
        case refusedDominates
        /// What is held is acknowledged as accepted.
        case heldIsAccepted
        /// What is refused is acknowledged as accepted.
        case refusedIsAccepted
        /// A server that takes its own write back tells those below nothing of what stands again.
        case takenBackInSilence
        /// A void of another's write is accepted.
        case voidOfAnother
        /// Marks of refusal do not enter the hash.
        case voidNotInHash
        /// The records of held changes are left in one of the two digests.
        case heldInOneDigest
        /// A lower tier's write takes a higher one's as replaced.
        case authorityIsPlain
        /// What is written again replaces what stands now.
        case repeatedBlindly
        /// What is written again knows only the old names of dots.
        case originsForgotten
        /// After a fork, what is held is not seen by its author any more.
        case heldForgotten
        /// An old bundle is taken although its changes were written again.
        case oldBundleTaken
        /// The ratchet is replaced at the beginning of a contact.
        case ratchetReplacedAtOnce
        /// A server sends a refusal of its own write down as a change, not as a state.
        case voidSentAsChange
    }

    let features: Features
    let seed: UInt64
    var fault: Fault?

    /// Plays the schedule and says what was wrong.
    func run(trace: ((String) -> Void)? = nil) -> Violations {
        var tree = Tree(self, trace: trace)
        for step in 0..<60 { tree.step(step) }
        tree.settle()
        return tree.violations
    }
}
