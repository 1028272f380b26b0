internal import Programme
internal import Replication
internal import SQLite

/// A batch of a county.
private struct BatchName: Hashable {
    let county: DivisionCode
    let number: Int64
}

extension Snapshot {
    /// How many places, or papers, have a pay-out that counts in a period.
    func count(
        _ place: Indicator.Place, under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> Int64 {
        switch place {
        case .towns: return try count(.township, under: division, period)
        case .villages: return try count(.village, under: division, period)
        case .batches: return Int64(try batches(under: division, period).count)
        case .points: return Int64(try points(under: division, period).count)
        case .rounds: return try rounds(under: division, period)
        }
    }

    private func count(
        _ tier: Tier, under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> Int64 {
        // A village lies in one town.
        let asked = min(tier, division.tier)
        let times = try totals(Self.times, by: asked, under: division, period)
        return Int64(times.values.count { $0 > 0 })
    }

    private static let times = Indicator.Term(figure: .householdTimes, span: .inPeriod)

    /// The batches with a pay-out that counts.
    private func batches(
        under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> Set<BatchName> {
        guard let (days, asOf) = Span.inPeriod.days(of: period) else { return [] }
        var found: [BatchName: Int64] = [:]
        let query = FigureQuery(.householdTimes, under: division)
        try add(query, by: min(.county, division.tier), days, asOf) { piece in
            guard piece.batch != 0, let county = piece.division.division(of: .county) else {
                return
            }
            found[BatchName(county: county, number: piece.batch), default: 0] &+= piece.value
        }
        return Set(found.filter { $0.value > 0 }.keys)
    }

    /// The points whose batches had a pay-out that counts, each with its batches.
    private func points(
        under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> [Value: [BatchName]] {
        var points: [Value: [BatchName]] = [:]
        for batch in try batches(under: division, period) {
            for row in try papers("batch", ["batch_no": .integer(batch.number)], of: batch.county) {
                if let point = row.values["point"] { points[point, default: []].append(batch) }
            }
        }
        return points
    }

    /// The rounds of points within whose days such a pay-out lies.
    private func rounds(
        under division: DivisionCode, _ period: ReportPeriod
    ) throws(StorageError) -> Int64 {
        guard let (days, asOf) = Span.inPeriod.days(of: period) else { return 0 }
        var count: Int64 = 0
        for (point, batches) in try points(under: division, period) {
            guard let county = batches.first?.county else { continue }
            let place = division.contains(county) ? county : division
            for round in try papers("round", ["point": point], of: county) {
                guard let starts = round.date("starts_on") else { continue }
                let first = max(starts, days.lowerBound)
                let last = min(round.date("ends_on") ?? days.upperBound, days.upperBound)
                guard first <= last else { continue }
                var times: Int64 = 0
                for batch in batches {
                    times &+= try total(
                        .householdTimes, under: place, days: first...last, asOf: asOf,
                        batch: batch.number)
                }
                if times > 0 { count += 1 }
            }
        }
        return count
    }

    /// A county's papers of a type.
    private func papers(
        _ type: String, _ filter: [String: Value], of county: DivisionCode
    ) throws(StorageError) -> [TypedRow] {
        guard let type = Catalogue.type(named: type) else { return [] }
        return try rows(of: type, where: filter.map { ($0.key, $0.value) }, under: county)
    }
}

extension TypedRow {
    /// The date in a field; `nil` if there is none.
    fileprivate func date(_ field: String) -> CivilDate? {
        guard case .text(let text)? = values[field] else { return nil }
        return CivilDate(text)
    }
}

extension Snapshot {
    /// What this server knows of its links and its own work.
    func count(
        _ state: Indicator.State, under division: DivisionCode
    ) throws(StorageError) -> Int64 {
        let now = world.clock.now()
        switch state {
        case .silent:
            var silent: Int64 = 0
            for node in try nodes() where node.kind == .child && node.status == .active {
                guard division.contains(node.office) else { continue }
                let last = try link(node.node)?.lastContact ?? 0
                if last + 7 * 86_400_000 < now { silent += 1 }
            }
            return silent
        case .conflicts, .oldestConflict:
            let open = try conflicts(
                under: division,
                kinds: [.conflict, .revived, .twoHomes, .unfit, .tooLarge], limit: .max)
            if state == .conflicts { return Int64(open.count) }
            let oldest = open.map(\.since).min() ?? now
            return Int64((now - min(oldest, now)) / 86_400_000)
        case .quarantined:
            return try connection.first("SELECT count(*) FROM _quarantine WHERE standing = 1") {
                row throws(StorageError) in try row.number(at: 0)
            } ?? 0
        }
    }
}
