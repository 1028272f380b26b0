import SQLite

/// The same work done by SQLite alone, in this run and under the same settings: what the disk and
/// the library take of all figures.
enum Plain {
    /// New rows of five texts, `batch` of them in each durable transaction, then one text of each
    /// changed.
    static func run(in folder: String, count: Int, batch: Int) throws {
        let connection = try Connection(.writer(folder + "/plain-\(batch).db"))
        try connection.run(
            """
            CREATE TABLE t (id BLOB PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT)
            WITHOUT ROWID
            """)
        try Measure.run("plain SQLite: new rows, \(batch) an act", count: count) {
            try act(connection, count, batch, "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)") { number in
                [
                    .blob(key(number)), .text("薛彩凤\(number)"), .text("110101001001"),
                    .text("138\(1_000_000 + number)0"), .text("110101********\(number)"),
                    .text("mother"),
                ]
            }
        }
        try Measure.run("plain SQLite: edits, \(batch) an act", count: count) {
            try act(connection, count, batch, "UPDATE t SET c = ? WHERE id = ?") { number in
                [.text("139\(1_000_000 + number)0"), .blob(key(number))]
            }
        }
        try connection.close()
    }

    private static func act(
        _ connection: Connection, _ count: Int, _ batch: Int, _ sql: String,
        _ values: (Int) -> [SQLiteValue]
    ) throws {
        let statement = try connection.prepare(sql)
        for first in stride(from: 0, to: count, by: batch) {
            try connection.transaction { () throws(SQLiteError) in
                for number in first..<min(first + batch, count) {
                    try statement.run(values(number))
                }
            }
        }
    }

    private static func key(_ number: Int) -> [UInt8] {
        [UInt8](repeating: 1, count: 8)
            + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}
