internal import Programme
internal import Replication
internal import SQLite

/// Keeps parts and sums true while records change.
final class FigureKeeper {
    private let transaction: Transaction
    private let source: FigureSource
    private let find, insert, remove: Query
    private var sums = FigureSums()

    /// A keeper for what an act has touched so far.
    init(_ transaction: Transaction) throws(StorageError) {
        self.transaction = transaction
        source = FigureSource(transaction)
        find = try transaction.prepare(FigurePart.selection + " WHERE record = ?")
        insert = try transaction.prepare(
            """
            INSERT INTO figure_part (record, figure, day, since, home, batch, value)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        remove = try transaction.prepare(
            "DELETE FROM figure_part WHERE record = ? AND figure = ? AND day = ? AND since = ?")
    }

    /// Brings to what they are now all contributions that touched records have, or bear upon.
    func settle(_ touched: [RecordID: Transaction.Touched]) throws(StorageError) {
        var owners: [RecordID: String] = [:]
        for (record, touch) in touched {
            let after = source.facts(of: record, type: touch.type)
            guard after != touch.before else { continue }
            owners[record] = touch.type
            for facts in [touch.before, after] {
                guard let facts else { continue }
                owners.merge(Contributions.owners(touchedBy: facts, in: source)) { type, _ in type }
            }
        }
        for (record, type) in owners { try settle(record, type: type) }
        try sums.store(in: transaction)
    }

    private func settle(_ record: RecordID, type: String) throws(StorageError) {
        let facts = source.facts(of: record, type: type)
        let now = Set(facts.map { Contributions.of($0, in: source) } ?? [])
        let before = Set(
            try find.all([SQLiteValue(record)]) { row throws(StorageError) in
                try FigurePart.contribution(row)
            })
        for old in before.subtracting(now) {
            try remove.execute(Array(FigurePart.values(of: old, record: record).prefix(4)))
            sums.add(old, sign: -1)
        }
        for new in now.subtracting(before) {
            try insert.execute(FigurePart.values(of: new, record: record))
            sums.add(new)
        }
    }

    /// Adds up all records of a replica whose tables are empty.
    func fill() throws(StorageError) {
        for type in Contributions.contributors {
            guard let shape = FigureShape.of[type] else { continue }
            var page = try shape.facts(after: nil, on: transaction.connection)
            while let last = page.last {
                for facts in page {
                    for new in Contributions.of(facts, in: source) {
                        try insert.execute(FigurePart.values(of: new, record: facts.record))
                        sums.add(new)
                    }
                }
                source.forget()
                page = try shape.facts(after: last.record, on: transaction.connection)
            }
        }
        try sums.store(in: transaction)
    }
}

/// A contribution as a row.
enum FigurePart {
    /// How rows are read.
    static let selection = "SELECT figure, home, batch, day, since, value FROM figure_part"

    /// The contribution in a row.
    static func contribution(_ row: Row) throws(StorageError) -> Contribution {
        let number = UInt16(clamping: try row.number(at: 0))
        guard let figure = Figure(rawValue: number) else { throw row.wrong(0, "a figure") }
        return Contribution(
            figure: figure, home: try row.division(at: 1), batch: try row.number(at: 2),
            day: try day(row, 3), since: try day(row, 4), value: try row.number(at: 5))
    }

    private static func day(_ row: Row, _ column: Int) throws(StorageError) -> CivilDate {
        guard let day = CivilDate(day: Int(clamping: try row.number(at: column))) else {
            throw row.wrong(column, "a day")
        }
        return day
    }

    /// The values of a row; the first four name it.
    static func values(of part: Contribution, record: RecordID) -> [SQLiteValue] {
        [
            SQLiteValue(record), .integer(Int64(part.figure.rawValue)),
            .integer(Int64(part.day.dayNumber)), .integer(Int64(part.since.dayNumber)),
            SQLiteValue(part.home), .integer(part.batch), .integer(part.value),
        ]
    }
}

extension Transaction {
    /// A record that figures look at and that this act has touched.
    struct Touched {
        /// Its type.
        let type: String
        /// What it showed before; `nil` if it was not here.
        let before: Facts?
    }

    /// Remembers what a record showed before it is shown otherwise.
    func touch(_ record: RecordID, in table: TypedTable) throws(StorageError) {
        guard keepsFigures, touched[record] == nil, let shape = FigureShape.of[table.name]
        else { return }
        let before = try shape.facts(of: record, on: connection)
        touched[record] = Touched(type: table.name, before: before)
    }

    /// Brings figures to what the records are now.
    func settleFigures() throws(StorageError) {
        guard !touched.isEmpty else { return }
        let all = touched
        touched = [:]
        try part { () throws(StorageError) in try FigureKeeper(self).settle(all) }
    }
}
