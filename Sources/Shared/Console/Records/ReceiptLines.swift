internal import Programme
internal import Replication
package import Storage

/// What each link has proved: that both ends held the same, and when.
package struct ReceiptLines {
    private let snapshot: Snapshot
    /// Digits of a digest that people are shown: enough to compare by telephone.
    private static let digits = 16

    /// Rows of one moment of a replica.
    package init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// The newest receipt of the parent and of each child; a row without one has no digest.
    package func table() throws -> Table {
        var table = Table([
            .init("with", Phrase("对方", "with")), .init("office", Phrase("机构", "office")),
            .init("digest", Phrase("校验值", "digest")),
            .init("records", Phrase("记录数", "records")), .init("held", Phrase("隔离", "held")),
            .init("at", Phrase("核对时间", "compared at")),
        ])
        for node in try snapshot.nodes() where node.kind != .descendant && node.status != .revoked {
            let receipt = try snapshot.receipts(of: node.node).first
            let digest = receipt.map { Hexadecimal.text($0.digest.sum) }
            table.add([
                .text(node.name), .text("\(node.office)"),
                digest.map { Cell(String($0.prefix(Self.digits)), json: .text($0)) } ?? .nothing,
                receipt.map { .count($0.digest.count) } ?? .nothing,
                receipt.map { .count($0.heldCount) } ?? .nothing,
                .time(receipt?.time ?? 0),
            ])
        }
        return table
    }
}
