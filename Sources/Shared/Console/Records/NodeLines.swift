package import Programme
package import Replication
package import Storage

/// The nodes of a server and its open invitations, as rows.
package struct NodeLines {
    private let snapshot: Snapshot
    private let language: Language

    /// Rows in a language.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
    }

    /// The children, by division.
    package func nodes(under division: DivisionCode?) throws -> Table {
        var table = Table([
            .init("node", Phrase("节点", "node")), .init("office", Phrase("机构", "office")),
            .init("name", Phrase("名称", "name")), .init("status", Phrase("状态", "status")),
            .init("last_contact", Phrase("最后联系", "last contact")),
            .init("same", Phrase("核对一致", "the same at")),
            .init("received", Phrase("已收到几处修改", "changes received")),
            .init("program", Phrase("程序", "program")),
        ])
        let children = try snapshot.nodes().filter { $0.kind == .child }
        for node in children.sorted(by: { $0.office < $1.office })
        where division?.contains(node.office) ?? true {
            let link = try snapshot.link(node.node)
            let receipt = try snapshot.receipts(of: node.node).first
            table.add([
                .text(node.node.description), .text(node.office.description), .text(node.name),
                status(node), .time(link?.lastContact ?? 0), .time(receipt?.time ?? 0),
                .count(try received(of: node)), .text(link?.program ?? ""),
            ])
        }
        return table
    }

    /// How many changes of a node are here, over all its incarnations; of a revoked one only what
    /// stands counts.
    package func received(of node: NodeRecord) throws -> UInt64 {
        guard node.status != .revoked else { return node.revokedAt.reduce(0) { $0 + $1.sequence } }
        return try node.incarnations.reduce(0) { sum, incarnation in
            sum + (try snapshot.head(incarnation)?.sequence ?? 0)
        }
    }

    /// What is lost of each machine that was revoked, one sentence each.
    package func losses(under division: DivisionCode?) throws -> [Phrase] {
        try snapshot.nodes().filter { node in
            node.kind == .child && node.status == .revoked
                && division?.contains(node.office) ?? true
        }.map { node in
            let lost = Self.lost(beside: try received(of: node))
            let name = DisplayWidth.printable(node.name)
            return Phrase("\(name)：\(lost.chinese)", "\(name): \(lost.english)")
        }
    }

    /// What the end of a machine means.
    package static func lost(beside number: UInt64) -> Phrase {
        Phrase(
            "它写的修改有 \(number) 处在这里；没有送到的已经丢失（电脑还在的话，它的 status 说有几处）。",
            "Of what it wrote \(number) changes are here; what never arrived is lost (its own status would tell how many)."
        )
    }

    private func status(_ node: NodeRecord) -> Cell {
        let phrase =
            switch node.status {
            case .active: Phrase("正常", "active")
            case .revoked: Phrase("已撤销", "revoked")
            case .doubled: Phrase("待核实：曾有两台", "to settle: two machines")
            }
        return Cell(phrase.text(language), json: .text("\(node.status)"))
    }

    /// The invitations that nobody has used, by division; a code itself is shown only once.
    ///
    /// - Parameter now: Unix milliseconds.
    package func invitations(under division: DivisionCode?, now: UInt64) throws -> Table {
        var table = Table([
            .init("office", Phrase("机构", "office")), .init("name", Phrase("名称", "name")),
            .init("expires", Phrase("有效至", "until")), .init("tries", Phrase("错误次数", "wrong tries")),
        ])
        for invitation in try snapshot.invitations()
        where invitation.usedBy == nil && invitation.expires >= now
            && division?.contains(invitation.office) ?? true
        {
            table.add([
                .text(invitation.office.description), .text(invitation.name),
                .time(invitation.expires), .count(invitation.tries),
            ])
        }
        return table
    }
}
