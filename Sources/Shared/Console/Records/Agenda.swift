internal import Programme
internal import Replication
package import Storage
package import Sync

/// What needs a person: one line for each matter, with the command that shows it.
package struct Agenda {
    /// After so many days without a word an office is silent.
    private static let silentDays: UInt64 = 7
    private static let day: UInt64 = 86_400_000

    private let replica: Replica
    private let snapshot: Snapshot
    private let language: Language

    /// The agenda of one moment.
    package init(_ replica: Replica, _ snapshot: Snapshot, _ language: Language) {
        self.replica = replica
        self.snapshot = snapshot
        self.language = language
    }

    /// A matter.
    private struct Matter {
        let key: String
        let what: Phrase
        var count = 0
        var since: UInt64?
        let command: String

        init(_ key: String, _ what: Phrase, _ command: String) {
            (self.key, self.what, self.command) = (key, what, command)
        }

        mutating func add(since moment: UInt64? = nil) {
            count += 1
            if let moment { since = min(since ?? moment, moment) }
        }
    }

    /// - Parameter now: Unix milliseconds.
    package func table(now: UInt64) throws -> Table {
        var table = Table([
            .init("matter", Phrase("事项", "matter")), .init("count", Phrase("数量", "count")),
            .init("since", Phrase("最早", "since")), .init("look", Phrase("查看", "look")),
        ])
        let matters =
            try conflicts(now: now) + holds() + (try money()) + (try offices(now: now))
            + (try papers(now: now))
        for matter in matters where matter.count > 0 {
            table.add([
                Cell(matter.what.text(language), json: .text(matter.key)), .count(matter.count),
                matter.since.map { .time($0) } ?? .nothing, .text(matter.command),
            ])
        }
        return table
    }

    /// W-14: open conflicts; those of a week go to the head of the office, those of a month further
    /// up.
    private func conflicts(now: UInt64) throws -> [Matter] {
        var open = Matter(
            "conflicts", Phrase("未解决的冲突", "open conflicts"), "conflict list")
        var week = Matter(
            "conflicts_week", Phrase("其中超过 7 天，请负责人处理", "of these over 7 days: the head's matter"),
            "conflict list")
        var month = Matter(
            "conflicts_month",
            Phrase("其中超过 30 天，请上级处理", "of these over 30 days: for the tier above"),
            "conflict list")
        for row in try snapshot.conflicts(kinds: [.conflict, .revived, .twoHomes, .unfit]) {
            open.add(since: row.since)
            if row.since + 7 * Self.day < now { week.add(since: row.since) }
            if row.since + 30 * Self.day < now { month.add(since: row.since) }
        }
        var held = Matter(
            "quarantine", Phrase("隔离区待处理", "held in quarantine"), "quarantine list")
        held.count = try snapshot.quarantine(.held, limit: 10_000).count
        var proposals = Matter(
            "proposals", Phrase("待决定的修改建议", "proposals to decide"),
            "list change_proposal decision=")
        proposals.count = try Proposal.open(in: snapshot)
        return [open, week, month, held, proposals]
    }

    /// One line for each check that holds something.
    private func holds() throws -> [Matter] {
        var found: [Check: Matter] = [:]
        for row in try snapshot.holds()
        where row.finding.severity == .hold || row.finding.severity == .block {
            let check = row.finding.check
            var matter =
                found[check]
                ?? Matter(
                    check.name,
                    Phrase(
                        "\(check.name) \(check.phrase.chinese)",
                        "\(check.name) \(check.phrase.english)"), "hold list \(check.name)")
            matter.add(since: row.since)
            found[check] = matter
        }
        return found.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
    }

    /// Money that nobody has confirmed.
    private func money() throws -> [Matter] {
        var provisional = Matter(
            "provisional", Phrase("未确认的账目", "entries to confirm"),
            "list ledger_entry standing=")
        provisional.count = try snapshot.count(
            of: try RecordFinder.type("ledger_entry"), where: [("standing", .absent)],
            under: replica.office)
        return [provisional]
    }

    /// Machines that were not heard of, and those of which there are two.
    private func offices(now: UInt64) throws -> [Matter] {
        var silent = Matter(
            "silent", Phrase("超过 7 天没有联系的节点", "nodes silent for over 7 days"), "node list")
        var doubled = Matter(
            "doubled", Phrase("有两台电脑用同一份数据", "data used by two machines"), "node list")
        for node in try snapshot.nodes() where node.kind == .child {
            if node.status == .doubled { doubled.add() }
            guard node.status != .revoked else { continue }
            let last = try snapshot.link(node.node)?.lastContact ?? 0
            if last + Self.silentDays * Self.day < now {
                silent.add(since: last == 0 ? nil : last)
            }
        }
        return [silent, doubled]
    }

    /// Applications that wait for this office, loans that are overdue, notices not served.
    private func papers(now: UInt64) throws -> [Matter] {
        let today = CivilDate(milliseconds: now)
        var approvals = Matter(
            "approvals", Phrase("待县里审批的申请", "applications to approve"),
            "list application --state county_submitted")
        var objections = Matter(
            "objections", Phrase("未处理的异议", "objections to answer"), "list objection result=")
        objections.count = try snapshot.count(
            of: try RecordFinder.type("objection"), where: [("result", .absent)],
            under: replica.office)
        let submitted = try snapshot.records(
            of: try RecordFinder.type("application"), withEvent: "county_submitted")
        for record in submitted {
            let course = Workflow.application.course(of: snapshot.events(of: record), asOf: today)
            if course.state == "county_submitted" { approvals.add() }
        }
        var unserved = Matter(
            "notices", Phrase("到期前通知尚未送达", "collection notices not served in time"),
            "list collection_notice served_on=")
        for row in try snapshot.rows(
            of: try RecordFinder.type("collection_notice"), where: [("served_on", .absent)],
            under: replica.office, limit: 10_000)
        {
            if case .text(let text)? = row.values["issue_by"],
                let day = CivilDate(text), day < today
            {
                unserved.add()
            }
        }
        return [approvals, objections, unserved]
    }
}
