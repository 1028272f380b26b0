internal import Programme
internal import Storage

/// Which of the two programs speaks.
public enum Program: String, CaseIterable, Sendable {
    /// The office's own, at villages and townships.
    case edgeNode = "edge-node"
    /// The server of a county and of the tiers above it.
    case syncServer = "sync-server"
}

extension Program {
    /// The program whose data a replica is.
    init(of identity: Identity) { self = identity.isServer ? .syncServer : .edgeNode }

    /// Refuses the data of the other program.
    func require(_ identity: Identity) throws(ConsoleError) {
        let owner = Program(of: identity)
        guard owner == self else { throw .refused(.otherProgram(owner)) }
    }
}

extension Explanation {
    /// The data belong to the other of the two programs.
    package static func otherProgram(_ owner: Program) -> Explanation {
        let (chinese, english) =
            switch owner {
            case .syncServer: ("服务器", "a server")
            case .edgeNode: ("乡镇或村", "a township or village")
            }
        return Explanation(
            Phrase(
                "这是\(chinese)的数据，要用 \(owner.rawValue)。",
                "These are the data of \(english): they take \(owner.rawValue)."),
            safe: .nothingChanged,
            advice: Phrase(
                "请用 \(owner.rawValue)，或用 --data 指对文件夹。",
                "Use \(owner.rawValue), or name the right folder with --data."))
    }
}
