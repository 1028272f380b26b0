package import SQLite

/// What tests ask of the very connections that a replica uses; nobody else has a use for it.
extension ReplicaStore {
    /// What SQLite says of its settings, by name.
    package typealias Settings = [String: SQLiteValue]

    private static let asked = [
        "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete",
        "cell_size_check", "wal_autocheckpoint", "temp_store", "query_only", "mmap_size",
    ]

    /// The settings of the writer and of a reader.
    package func settings() throws(StorageError) -> (writer: Settings, reader: Settings) {
        (
            writer: try lane.run { connection throws(StorageError) in
                try Self.settings(of: connection)
            },
            reader: try readers.run { connection throws(StorageError) in
                try Self.settings(of: connection)
            }
        )
    }

    /// Runs statements on the writer, as no code of this room would.
    package func attempt(_ script: String) throws(StorageError) {
        try lane.run { connection throws(StorageError) in
            do throws(SQLiteError) {
                try connection.execute(script: script)
            } catch {
                throw StorageError(error)
            }
        }
    }

    private static func settings(of connection: Connection) throws(StorageError) -> Settings {
        var settings: Settings = [:]
        for name in asked {
            settings[name] = try connection.first("PRAGMA \(name)") {
                row throws(StorageError) in try row.any(at: 0)
            }
        }
        return settings
    }
}
