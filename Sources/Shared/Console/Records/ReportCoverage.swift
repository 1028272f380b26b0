package import Programme
package import Replication
package import Storage

/// What stands behind the numbers of a report: who is in them, and what is undecided.
package struct ReportCoverage {
    private let nodes: [Heard]
    private let language: Language
    /// The nodes directly below.
    package let count: Int
    /// Those whose last contact ended with a receipt.
    package let equal: Int
    /// The offices of the others.
    package let missing: [DivisionCode]
    /// Conflicts that a person has to decide.
    package let conflicts: Int
    /// Records of which a check does not pass.
    package let holds: Int
    /// A short name of everything that is known here.
    package let vector: String

    /// An office at work, and whether a change of its own is known here.
    private struct Heard {
        let office: DivisionCode
        let isHeard: Bool
    }

    /// The coverage of a division, in one moment of a replica.
    ///
    /// - Parameter own: the division of the office that asks.
    package init(
        _ snapshot: Snapshot, _ language: Language, own: DivisionCode, under: DivisionCode
    ) throws {
        self.language = language
        nodes =
            try snapshot.nodes().filter { $0.status != .revoked && !$0.isParent }.map { node in
                Heard(
                    office: node.office,
                    isHeard: try node.incarnations.contains { try snapshot.head($0) != nil })
            } + [Heard(office: own, isHeard: true)]
        let children = try snapshot.nodes().filter { $0.kind == .child && $0.status != .revoked }
            .filter { under.contains($0.office) || $0.office.contains(under) }
        let other = try children.filter { try snapshot.receipts(of: $0.node).isEmpty }
        count = children.count
        equal = children.count - other.count
        missing = Set(other.map(\.office)).sorted()
        conflicts =
            try ConflictList(snapshot, language).table(under: under, withSettled: false).rows.count
        holds = try snapshot.recordsOnHold(under: under)
        vector = try snapshot.vectorDigest().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }

    /// Of how many offices that may write records of some types, how many have been heard.
    func heard(_ types: Set<String>, under division: DivisionCode) -> Cell {
        guard !types.isEmpty else { return .nothing }
        let tiers = types.reduce(into: Set<Tier>()) { tiers, name in
            tiers.formUnion(Catalogue.type(named: name)?.creators ?? [])
        }
        var offices: [DivisionCode: Bool] = [:]
        for node in nodes where tiers.contains(node.office.tier) && division.contains(node.office) {
            offices[node.office] = (offices[node.office] ?? false) || node.isHeard
        }
        let known = offices.count
        let count = offices.values.count { $0 }
        return Cell(
            "\(count)/\(known)",
            json: .object(["heard": .integer(Int64(count)), "known": .integer(Int64(known))]),
            isNumber: true)
    }

    /// Tells it below the numbers.
    package func tell(_ output: Output, period: ReportPeriod, now: UInt64) {
        output.set("as_of", Cell.time(now).json)
        output.set("as_of_day", .text(period.asOf.description))
        output.set("from", period.first.map { .text($0.description) } ?? .null)
        output.set("to", .text(period.end.description))
        output.set("as_of_vector", .text(vector))
        output.set("nodes", .integer(Int64(count)))
        output.set("nodes_equal", .integer(Int64(equal)))
        output.set("offices_missing", .list(missing.map { .text($0.description) }))
        output.set("open_conflicts", .integer(Int64(conflicts)))
        output.set("on_hold", .integer(Int64(holds)))
        let time = WallTime(milliseconds: now).text
        output.say(
            Phrase(
                "下级 \(count) 个节点中 \(equal) 个已核对一致，未决冲突 \(conflicts) 处，待核 \(holds) 条，截至 \(time)。",
                "From \(equal) of \(count) nodes below, \(conflicts) conflicts open, \(holds) records on hold, as of \(time)."
            ))
        let days = period.first.map { "\($0) – \(period.end)" } ?? "– \(period.end)"
        output.say(
            Phrase(
                "统计期 \(days)，按 \(period.asOf) 的情况；数据版本 \(vector)。",
                "Days \(days), as on \(period.asOf); state of the data \(vector)."))
        guard !missing.isEmpty else { return }
        let names = missing.prefix(8).map(\.description).joined(separator: " ")
        let more = missing.count > 8 ? " …" : ""
        output.say(Phrase("还没有核对：\(names)\(more)", "Not compared yet: \(names)\(more)"))
    }
}
