internal import Replication
internal import SQLite
internal import Wire

/// Records that have moved out of this replica's scope.
///
/// The payload stays until the parent has everything that was written here; then only a remnant is
/// left: name, counters, where it is now. The counters stay because a number may never be used
/// twice, even if the program writes a mark on the record later.
extension Transaction {
    /// Takes note that a record lies elsewhere now.
    func moveOut(
        _ facet: FacetID, to home: DivisionCode, on bench: Workbench
    ) throws(StorageError) {
        guard try bench.isKnown(facet) else { return }
        let index = try bench.cell(facet, type: 0, home: home)
        let cell = bench.cells[index]
        let waits = try isUnacknowledged(cell.number)
        bench.update(index) { cell in
            cell.isTouched = cell.presence == .here || cell.movedTo != home
            cell.movedTo = home
            if cell.presence == .here { cell.presence = .leaving }
            if !waits { cell.leaveRemnant() }
        }
    }

    /// Lets go of the payload of records that have left, once the parent has what was written here.
    func purgeDeparted() throws(StorageError) {
        let numbers = try connection.all("SELECT number FROM _record WHERE presence = 1") {
            row throws(StorageError) in try row.number(at: 0)
        }
        guard !numbers.isEmpty else { return }
        let bench = try Workbench(self)
        for number in numbers where try !isUnacknowledged(number) {
            guard let stored = try stored(number: number) else { continue }
            let record = stored.record
            let index = try bench.cell(
                record.facet, type: record.type, home: record.claimedHome)
            bench.update(index) { cell in
                cell.isTouched = true
                cell.leaveRemnant()
            }
        }
        try bench.finish()
    }

    /// Whether a record has a change of this replica or of a child that the parent has not merged.
    private func isUnacknowledged(_ record: Int64) throws(StorageError) -> Bool {
        let waiting = try connection.first(
            """
            SELECT 1 FROM _log l JOIN _replica r ON r.number = l.replica
            LEFT JOIN _acknowledged a ON a.replica = l.replica
            LEFT JOIN _exception e ON e.replica = l.replica AND e.sequence = l.sequence
            WHERE l.record = ? AND r.via IS NOT NULL AND l.sequence <= r.head
            AND (l.sequence > coalesce(a.up_to, 0) OR e.standing = 1)
            """, [.integer(record)]
        ) { row throws(StorageError) in try row.number(at: 0) }
        return waiting != nil
    }
}

extension Workbench.Cell {
    /// Forgets everything but name and counters.
    mutating func leaveRemnant() {
        presence = .remnant
        isTouched = true
        record = Record(
            facet: record.facet, type: record.type, claimedHome: record.claimedHome, registers: [],
            received: DotSet(), past: record.past)
    }
}
