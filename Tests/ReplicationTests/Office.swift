import Oracle
import Replication

/// One office of a tree: a replica, and what its links remember.
struct Office {
    /// What a child pulls.
    enum Item {
        case change(Int)
        case state(FacetID)
    }

    /// What a person has before his eyes while he types.
    struct Form {
        let facet: FacetID
        let register: RegisterName
        let siblings: [Sibling]
    }

    /// Which office is asked; nil at the top.
    let parent: Int?
    var replica: MemoryReplica
    /// The changes that are merged here, in the order of their arrival.
    var log: [Int] = []
    /// Own changes of this incarnation, in the order of its chain.
    var own: [Int] = []
    /// Own changes of an earlier incarnation that are held.
    var waiting: [Int] = []
    /// What children pull.
    var feed: [Item] = []
    /// How far the parent's feed was pulled.
    var cursor = 0
    /// Changes that wait for a person.
    var held: [Int] = []
    /// Changes that were refused here.
    var refused: Set<Int> = []
    /// Own writes that were taken back when the refusal was heard, whether their voids came or not.
    var takenBack: Set<Dot> = []
    /// Changes that came to judgement here, whatever it was.
    var judged: Set<Int> = []
    /// Per incarnation of a child its chain, as far as it is known here.
    var chains: [ReplicaID: [Int]] = [:]
    /// Changes whose author has announced that he writes them again under another incarnation.
    var repeated: Set<Int> = []
    /// What both ends of a link replace at each contact.
    var ratchet = 0
    var ratchets: [ReplicaID: Int] = [:]
    var form: Form?

    init(parent: Int?, _ replica: MemoryReplica) {
        self.parent = parent
        self.replica = replica
    }

    func record(_ facet: FacetID) -> Record? { replica.record(facet) }
}
