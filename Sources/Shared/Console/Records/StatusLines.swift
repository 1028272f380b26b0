internal import Programme
internal import Replication
package import Storage
package import Sync
internal import Wire

/// The state of an office in the words of `status`.
package struct StatusLines {
    /// The setting that holds up to which position of the log one has looked.
    package static let mark = "console.seen"
    /// How many lines of news are printed.
    private static let newsMax = 100

    private let replica: Replica
    private let snapshot: Snapshot
    private let output: Output
    private var language: Language { output.reader.language }

    /// Lines on an output, of one moment of a replica.
    package init(_ replica: Replica, _ snapshot: Snapshot, _ output: Output) {
        self.replica = replica
        self.snapshot = snapshot
        self.output = output
    }

    /// A position as the setting keeps it.
    package static func bytes(of position: Int64) -> [UInt8] { Array(String(position).utf8) }

    /// Who this is.
    package func tellIdentity() {
        let identity = replica.store.identity
        output.fact(
            "office", Phrase("机构", "office"),
            Cell(
                words(identity.name, identity.office),
                json: .object([
                    "name": .text(identity.name), "code": .text(identity.office.description),
                ])))
        output.set("tier", .text("\(identity.tier)"))
        output.set("node", .text(identity.node.description))
        output.set("incarnation", .text(snapshot.incarnation.description))
        output.set("practice", .bool(identity.isPractice))
        if identity.isPractice {
            output.say(Phrase("练习数据，与真实数据不相通。", "A practice world, apart from the real one."))
        }
        guard case .newIncarnation(let previous, let reason) = replica.store.opening else { return }
        output.set("renewed_from", .text(previous.description))
        output.say(
            Phrase(
                "本机打开的是旧数据或复制的数据（\(reason.phrase.chinese)），已换新编号继续。",
                "These data are an old copy or one of two (\(reason.phrase.english)); it goes on under a new name."
            ))
    }

    private func words(_ name: String, _ office: DivisionCode) -> String {
        Phrase("\(name)（\(office)）", "\(name) (\(office))").text(language)
    }

    /// The parent: last contact, receipt, its clock, its recovery.
    package func tellParent() throws {
        guard let parent = try snapshot.parent() else { return }
        let link = try snapshot.parentLink()
        let receipt = try snapshot.receipts(of: parent.node).first
        output.fact(
            "parent", Phrase("上级", "parent"),
            Cell(
                words(parent.name, parent.office),
                json: .object([
                    "name": .text(parent.name), "code": .text(parent.office.description),
                    "node": .text(parent.node.description),
                ])))
        output.fact(
            "last_contact", Phrase("最后联系", "last contact"), .time(link?.lastContact ?? 0))
        output.set("receipt", Cell.time(receipt?.time ?? 0).json)
        output.set("clock_offset_ms", .integer(link?.clockOffset ?? 0))
        output.set("parent_recovering", .bool(link?.isRecovering ?? false))
        let isDoubtful = try Reloading.isNeeded(in: snapshot)
        if let receipt, isDoubtful || receipt.head.replica != snapshot.incarnation {
            let time = WallTime(milliseconds: receipt.time).text
            output.say(
                Phrase(
                    "恢复或出现差异以后，还没有再与上级核对一致（上次一致：\(time)）。请再同步一次，或再送一个优盘文件。",
                    "Not yet the same as the parent again after a restore or a difference (last: \(time)). Synchronise once more, or send one more bundle."
                ))
        } else if let receipt {
            let time = WallTime(milliseconds: receipt.time).text
            output.say(Phrase("与上级一致，\(time)。", "The same as the parent, \(time)."))
        } else {
            output.say(Phrase("还没有与上级核对过。", "It has never been compared with the parent."))
        }
        if let offset = link?.clockOffset, offset.magnitude > ContactLines.clockTolerance {
            let span = ContactLines.span(offset)
            output.say(
                Phrase(
                    "本机时钟与上级相差 \(span.chinese)，请校准。",
                    "This clock differs from the parent's by \(span.english): set it."))
        }
        if link?.isRecovering == true {
            output.say(
                Phrase("上级刚恢复，正在补齐数据。", "The parent was restored and is still recovering."))
        }
    }

    /// How many of the own changes are where.
    package func tellStanding() throws {
        var (own, known, durable): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for incarnation in try snapshot.ownIncarnations() {
            let head = try snapshot.head(incarnation)?.sequence ?? 0
            own += head
            known += min(head, try snapshot.acknowledged(incarnation)?.upTo ?? 0)
            durable += min(
                head,
                max(
                    try snapshot.durable(incarnation, .county),
                    try snapshot.durable(incarnation, .nation)))
        }
        output.fact("written", Phrase("本机写过的修改", "changes written here"), .count(own))
        guard replica.store.identity.parent != nil else { return }
        output.fact("a0", Phrase("A0 只存在本机", "A0 saved only here"), .count(own - known))
        output.fact("a1", Phrase("A1 上级已有", "A1 the parent has"), .count(known))
        output.fact("a2", Phrase("A2 两处都有", "A2 two places have"), .count(durable))
    }

    /// Own changes that the parent did not merge, with the reason.
    package func tellExceptions() throws {
        var table = Table([
            .init("record", Phrase("记录", "record")), .init("wrote", Phrase("写入", "wrote")),
            .init("standing", Phrase("状态", "standing")),
            .init("reason", Phrase("原因", "reason")), .init("detail", Phrase("说明", "detail")),
        ])
        let history = HistoryTable(snapshot, language)
        let details = ExceptionWords(snapshot, language)
        for incarnation in try snapshot.ownIncarnations() {
            for exception in try snapshot.acknowledged(incarnation)?.exceptions ?? [] {
                let entry = try snapshot.entry(incarnation, exception.sequence)
                let change = entry?.body.flatMap { try? ChangeCodec.decode($0) }
                table.add([
                    change.map { .text($0.facet.record.description) } ?? .nothing,
                    change.map { .text(history.words(of: $0)) } ?? .nothing,
                    standing(exception),
                    Cell(
                        exception.code.phrase.text(language),
                        json: .integer(Int64(exception.code.rawValue))),
                    details.cell(
                        exception.detail, of: change.flatMap { Catalogue.type($0.type) }),
                ])
            }
        }
        output.set("exceptions", table.json)
        guard !table.rows.isEmpty else { return }
        output.say(Phrase("上级没有并入：", "Not merged by the parent:"))
        output.show("exceptions", table, ifEmpty: .none)
    }

    private func standing(_ exception: ExceptionMark) -> Cell {
        let phrase =
            switch exception.standing {
            case .held: Phrase("待上级处理", "held")
            case .refused: Phrase("被拒绝", "refused")
            }
        return Cell(phrase.text(language), json: .text("\(exception.standing)"))
    }

    /// Conflicts and quarantine here.
    package func tellCases() throws {
        let conflicts = try ConflictList(snapshot, language).table(under: nil, withSettled: false)
        output.fact("conflicts", Phrase("未解决的冲突", "open conflicts"), .count(conflicts.rows.count))
        let held = try snapshot.quarantine(.held, limit: 10_000).count
        output.fact("held", Phrase("隔离区待处理", "held in quarantine"), .count(held))
        output.fact(
            "proposals", Phrase("待决定的修改建议", "proposals to decide"),
            .count(try Proposal.open(in: snapshot)))
    }

    /// The nodes below, and which of them need a person.
    package func tellChildren() throws {
        let children = try snapshot.nodes().filter { $0.kind == .child }
        guard !children.isEmpty else { return }
        output.fact("nodes", Phrase("下级节点", "nodes below"), .count(children.count))
        for node in children where node.status == .doubled {
            output.say(
                Phrase(
                    "待核实：\(node.name)（\(node.office)）有两台电脑用同一份数据；两台写的都已保留。核实后运行 node confirm。",
                    "To settle: two machines use the data of \(node.name) (\(node.office)); what both wrote is kept. Then: node confirm."
                ))
        }
        try tellClocks(of: children)
        output.set(
            "forks", .list(children.filter { $0.status == .doubled }.map { .text("\($0.node)") }))
    }

    /// Changes that came back from neighbours of the machine that wrote them, and cannot go up.
    package func tellOrphans() throws {
        let orphans = try snapshot.orphans()
        guard !orphans.isEmpty else { return }
        for orphan in orphans {
            let (name, code) = (orphan.node.name, orphan.node.office)
            output.say(
                Phrase(
                    "\(name)（\(code)）有 \(orphan.count) 条修改是别处还回来的，还不能上报。请让写它们的那台电脑联系一次；如果它已不在，请在下级重新录入要上报的内容。",
                    "\(orphan.count) changes of \(name) (\(code)) were handed back by others and cannot go up yet. Let the machine that wrote them call once; if it is gone, enter again below what must go up."
                ))
        }
        output.set(
            "orphans",
            .list(
                orphans.map { orphan in
                    .object([
                        "node": .text("\(orphan.node.node)"),
                        "incarnation": .text("\(orphan.incarnation)"),
                        "changes": .integer(Int64(orphan.count)),
                        "first": .integer(Int64(clamping: orphan.first)),
                        "last": .integer(Int64(clamping: orphan.last)),
                    ])
                }))
    }

    /// The machines below whose clock was wrong when they last called by line: what they write
    /// bears a wrong date.
    private func tellClocks(of children: [NodeRecord]) throws {
        var wrong: [JSONValue] = []
        for node in children where node.status != .revoked {
            guard let link = try snapshot.link(node.node),
                link.clockOffset.magnitude > ContactLines.clockTolerance
            else { continue }
            let span = ContactLines.span(link.clockOffset)
            let (chinese, english) = link.clockOffset > 0 ? ("快", "fast") : ("慢", "slow")
            let name = DisplayWidth.printable(node.name)
            wrong.append(
                .object([
                    "node": .text("\(node.node)"), "offset_ms": .integer(link.clockOffset),
                ]))
            output.say(
                Phrase(
                    "\(name)（\(node.office)）的时钟\(chinese) \(span.chinese)，它写的日期不对，请通知校准。",
                    "The clock of \(name) (\(node.office)) is \(span.english) \(english): its dates are wrong, have it set."
                ))
        }
        output.set("wrong_clocks", .list(wrong))
    }

    /// What others changed since one last looked.
    package func tellNews() throws {
        let text = String(decoding: try snapshot.setting(Self.mark) ?? [], as: UTF8.self)
        let rows = try News(snapshot, language).table(
            after: Int64(text) ?? 0, office: replica.office, limit: Self.newsMax)
        output.set("news", rows.json)
        guard !rows.rows.isEmpty else {
            return output.say(
                Phrase("上次看过以后，别处没有改动。", "Nothing was changed elsewhere since you last looked."))
        }
        output.say(Phrase("上次看过以后，别处改动了：", "Changed elsewhere since you last looked:"))
        output.show("news", rows, ifEmpty: .none)
    }
}
