/// Which of the two programs speaks.
public enum Program: String, CaseIterable, Sendable {
    /// The office's own, at villages and townships.
    case edgeNode = "edge-node"
    /// The server of a county and of the tiers above it.
    case syncServer = "sync-server"
}
