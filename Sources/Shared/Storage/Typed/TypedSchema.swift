internal import Programme
internal import Replication
internal import SQLite
internal import Seal

/// The statements that make the typed tables out of the programme.
enum TypedSchema {
    /// The name of the setting that says for which programme the tables were made.
    static let setting = "typed"

    /// The statements, in order.
    static let sql: String =
        ([siblings, FigureSchema.sql] + TypedTable.all.map { $0.creation })
        .joined(separator: "\n")

    /// What the statements hash to: another hash, another programme.
    static let fingerprint = Seal.hash(Array(sql.utf8))

    /// Values of registers that have more than one.
    private static let siblings = """
        -- Every value of every register that has several: who wrote it, for which office, when.
        CREATE TABLE siblings (
            record BLOB NOT NULL,
            reach INTEGER NOT NULL,
            number INTEGER NOT NULL,           -- of the register
            "key" BLOB NOT NULL,               -- of a set: which element
            replica BLOB NOT NULL,             -- the name of the write: incarnation, counter
            counter INTEGER NOT NULL,
            type TEXT NOT NULL,
            register TEXT NOT NULL,
            value TEXT,
            author BLOB NOT NULL,
            office TEXT NOT NULL,
            tier INTEGER NOT NULL,
            time INTEGER NOT NULL,             -- Unix milliseconds by the writer's clock
            PRIMARY KEY (record, reach, number, "key", replica, counter)
        ) STRICT, WITHOUT ROWID;

        """

    /// Makes all tables anew and fills them from the records.
    static func rebuild(in transaction: Transaction) throws(StorageError) {
        let old = try transaction.connection.all(
            """
            SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')
            AND substr(name, 1, 1) <> '_' AND substr(name, 1, 7) <> 'sqlite_'
            """
        ) { row throws(StorageError) in (try row.words(at: 0), try row.words(at: 1)) }
        for (kind, name) in old.sorted(by: { $0.0 > $1.0 }) {
            try transaction.run("DROP \(kind) \"\(name)\"")
        }
        do throws(SQLiteError) {
            try transaction.connection.execute(script: sql)
        } catch {
            throw StorageError(error)
        }
        transaction.keepsFigures = false
        try fill(in: transaction)
        transaction.touched = [:]
        transaction.keepsFigures = true
        try FigureKeeper(transaction).fill()
        try transaction.setSetting(setting, fingerprint)
    }

    private static func fill(in transaction: Transaction) throws(StorageError) {
        let projector = try Projector(transaction)
        var last: Int64 = 0
        while true {
            let numbers = try transaction.connection.all(
                "SELECT number FROM _record WHERE number > ? AND presence = 0 LIMIT 1000",
                [.integer(last)]
            ) { row throws(StorageError) in try row.number(at: 0) }
            guard let newest = numbers.last else { break }
            for number in numbers {
                guard let stored = try transaction.stored(number: number) else { continue }
                let showing = Showing(stored.record)
                // What fits its column may be another question for another programme.
                let cases = transaction.cases(
                    of: stored.record, showing, bytes: stored.bytes)
                if max(cases.count, stored.cases) > 0 {
                    try transaction.put(cases, of: stored.record)
                    try transaction.run(
                        "UPDATE _record SET cases = ? WHERE number = ?",
                        [.integer(Int64(cases.count)), .integer(number)])
                }
                try projector.put(stored.record, showing, cases: cases.count, before: 0)
            }
            last = newest
        }
        for record in Set(try transaction.holds(limit: .max).map(\.record)).sorted() {
            guard let type = try transaction.facets(of: record).first?.type,
                let table = TypedTable.of(type)
            else { continue }
            try projector.countCases(of: record, in: table)
        }
    }
}

extension TypedTable {
    /// The statements that make the table, its child tables, its indexes and its two views.
    var creation: String {
        let fields = columns.map { column in
            "    \"\(column.field.name)\" \(column.field.kind.columnType.rawValue)"
        }
        let table = """
            -- \(type.label.chinese) · \(type.label.english)
            CREATE TABLE "\(name)" (
                record BLOB PRIMARY KEY,
                home TEXT NOT NULL,
            \(fields.map { $0 + ",\n" }.joined())    _conflicts INTEGER NOT NULL DEFAULT 0,  -- with what is too large to travel
                _on_hold INTEGER NOT NULL DEFAULT 0,
                _incomplete INTEGER NOT NULL DEFAULT 0,
                _withdrawn INTEGER NOT NULL DEFAULT 0,  -- one bit per facet; shown only if 0
                _facets INTEGER NOT NULL                -- one bit per facet that shows something
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX "\(name)_by_home" ON "\(name)" (home);
            """
        return ([table] + indexes + children.map(\.creation) + views).joined(separator: "\n") + "\n"
    }

    /// Indexes on what checks and figures look up: references, handles, parts of natural keys, numbers of
    /// persons and papers.
    private var indexes: [String] {
        columns.filter { column in
            switch column.field.kind {
            case .reference, .idNumber: return true
            default:
                return column.field.name == type.handle
                    || type.naturalKey?.fields.contains(column.field.name) ?? false
                    || Checks.sought[type.name]?.contains(column.field.name) ?? false
                    || Contributions.questions[name]?.contains(column.field.name) ?? false
            }
        }.map { column in
            let field = column.field.name
            return """
                CREATE INDEX "\(name)_by_\(field)" ON "\(name)" ("\(field)")
                WHERE "\(field)" IS NOT NULL;
                """
        }
    }

    /// The same for people, in Chinese and in English: money in yuan, choices in words.
    private var views: [String] {
        [
            view(type.label.chinese, { $0.chinese }, ["编号", "归属", "冲突", "待核", "不全"]),
            view(
                "\(name)_en", { $0.english }, ["ID", "home", "conflicts", "on hold", "incomplete"]),
        ]
    }

    private func view(
        _ title: String, _ word: (Phrase) -> String, _ own: [String]
    ) -> String {
        var used = Set(own)
        let fields = columns.map { column in
            // Two fields of one label keep their names apart.
            var label = word(column.field.label)
            if !used.insert(label).inserted { label += " (\(column.field.name))" }
            return "\(column.field.kind.readable(column.field.name, word)) AS \(quoted(label))"
        }
        let all =
            ["lower(hex(record)) AS \(quoted(own[0]))", "home AS \(quoted(own[1]))"] + fields
            + zip(["_conflicts", "_on_hold", "_incomplete"], own.dropFirst(2))
            .map { "\($0) AS \(quoted($1))" }
        return "CREATE VIEW \(quoted(title)) AS SELECT \(all.joined(separator: ", ")) "
            + "FROM \"\(name)\" WHERE _withdrawn = 0;"
    }

    private func quoted(_ label: String) -> String {
        "\"" + label.split(separator: "\"").joined(separator: "\"\"") + "\""
    }
}

extension FieldKind {
    /// The expression that shows a column to people.
    fileprivate func readable(_ name: String, _ word: (Phrase) -> String) -> String {
        let column = "\"\(name)\""
        switch self {
        case .money:
            // abs of the parts: abs of the least whole number would be an error.
            return
                "CASE WHEN \(column) < 0 THEN '-' WHEN \(column) >= 0 THEN '' END "
                + "|| printf('%d.%02d', abs(\(column) / 100), abs(\(column) % 100))"
        case .bool:
            let (yes, no) = (word(Phrase("是", "yes")), word(Phrase("否", "no")))
            return "CASE \(column) WHEN 1 THEN '\(yes)' WHEN 0 THEN '\(no)' END"
        case .choice(let choices):
            let cases = choices.map { choice in
                let label = word(choice.label).split(
                    separator: "'", omittingEmptySubsequences: false
                ).joined(separator: "''")
                return "WHEN '\(choice.name)' THEN '\(label)'"
            }
            return "CASE \(column) \(cases.joined(separator: " ")) ELSE \(column) END"
        case .reference, .bytes: return "lower(hex(\(column)))"
        default: return column
        }
    }
}
