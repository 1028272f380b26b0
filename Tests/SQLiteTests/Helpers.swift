import Foundation
import SQLite
import Support

/// A writer on the file of that name in the test's folder.
func writer(_ name: String = "a.db") throws -> Connection {
    try Connection(.writer(TemporaryDirectory.file(name)))
}

/// A reader on the file of that name in the test's folder.
func reader(_ name: String = "a.db") throws -> Connection {
    try Connection(.reader(TemporaryDirectory.file(name)))
}

extension Connection {
    /// The first column of the first row.
    func value(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> SQLiteValue? {
        try first(sql, values) { row throws(SQLiteError) in try row.value(at: 0) }
    }

    /// The first column of all rows, which are whole numbers.
    func numbers(_ sql: String) throws(SQLiteError) -> [Int64] {
        try all(sql) { row throws(SQLiteError) in try row.int64(at: 0) }
    }
}

/// The kind of error that `body` throws, nil if it throws none.
func kind(_ body: () throws -> Void) -> SQLiteError.Kind? {
    do { try body() } catch { return (error as? SQLiteError)?.kind }
    return nil
}

/// An open file of the process that a test may replace by another, to make its disk fail.
///
/// `/dev/full` refuses writes as a full disk does; `/dev/null` takes writes and refuses fsync; the
/// same file opened for reading refuses writes as a disk does that turned read-only; a folder
/// refuses reads.
struct OpenFile {
    let descriptor: Int32

    /// The descriptor under which SQLite holds the file, `besides` one that is known already.
    init?(_ name: String, besides known: OpenFile? = nil) throws {
        let path = TemporaryDirectory.file(name).replacingOccurrences(of: "//", with: "/")
        let files = FileManager.default
        let found = try files.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init)
            .first {
                let link = "/proc/self/fd/\($0)"
                return $0 != known?.descriptor
                    && (try? files.destinationOfSymbolicLink(atPath: link)) == path
            }
        guard let found else { return nil }
        descriptor = found
    }

    /// Puts another file in its place while `body` runs.
    func replaced(by other: String, _ mode: Int32 = O_RDWR, _ body: () throws -> Void) throws {
        let saved = dup(descriptor)
        let other = open(other, mode | O_CLOEXEC)
        precondition(saved >= 0 && other >= 0, "cannot open what takes the place")
        dup2(other, descriptor)
        defer {
            dup2(saved, descriptor)
            close(saved)
            close(other)
        }
        try body()
    }
}
