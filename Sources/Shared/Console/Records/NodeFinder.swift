internal import Programme
internal import Replication
package import Storage

/// Finds nodes by their number, the beginning of it, or their office's code or name.
package struct NodeFinder {
    private let snapshot: Snapshot

    /// A finder in one moment of a replica.
    package init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// A child of this server.
    package func child(_ text: String) throws -> NodeRecord {
        let children = try snapshot.nodes().filter { $0.kind == .child }
        let code = DivisionCode(text)
        let named = children.filter { $0.office == code || $0.name == text }
        let found =
            named.isEmpty
            ? children.filter {
                text.count >= 4 && $0.node.description.hasPrefix(text.lowercased())
            }
            : named
        // A machine that was replaced has left its revoked node behind.
        let active = found.filter { $0.status != .revoked }
        guard let node = active.count == 1 ? active.first : found.first,
            found.count == 1 || active.count == 1
        else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("没有节点“\(text)”，或不止一个。", "There is no node “\(text)”, or several."),
                    safe: .nothingChanged,
                    advice: Phrase("请用 node list 查找编号。", "See node list for its number.")))
        }
        return node
    }
}
