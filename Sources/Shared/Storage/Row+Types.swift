internal import Replication
internal import SQLite

/// The project's own types in rows: a value that is none of them means a damaged database.
extension Row {
    /// A whole number.
    func number(at column: Int) throws(StorageError) -> Int64 {
        do throws(SQLiteError) { return try int64(at: column) } catch { throw StorageError(error) }
    }

    /// A whole number, or nil for NULL.
    func numberIfAny(at column: Int) throws(StorageError) -> Int64? {
        do throws(SQLiteError) {
            return try optionalInt64(at: column)
        } catch {
            throw StorageError(error)
        }
    }

    /// A number that is never negative.
    func unsigned(at column: Int) throws(StorageError) -> UInt64 {
        guard let value = UInt64(exactly: try number(at: column)) else {
            throw wrong(column, "a number of something")
        }
        return value
    }

    /// Whatever the column holds.
    func any(at column: Int) throws(StorageError) -> SQLiteValue {
        do throws(SQLiteError) { return try value(at: column) } catch { throw StorageError(error) }
    }

    /// A text.
    func words(at column: Int) throws(StorageError) -> String {
        do throws(SQLiteError) { return try text(at: column) } catch { throw StorageError(error) }
    }

    /// A text, or nil for NULL.
    func wordsIfAny(at column: Int) throws(StorageError) -> String? {
        do throws(SQLiteError) {
            return try optionalText(at: column)
        } catch {
            throw StorageError(error)
        }
    }

    /// Bytes.
    func blob(at column: Int) throws(StorageError) -> [UInt8] {
        do throws(SQLiteError) { return try bytes(at: column) } catch { throw StorageError(error) }
    }

    /// Bytes, or nil for NULL.
    func blobIfAny(at column: Int) throws(StorageError) -> [UInt8]? {
        do throws(SQLiteError) {
            return try optionalBytes(at: column)
        } catch {
            throw StorageError(error)
        }
    }

    /// An identifier of 16 bytes.
    func identifier(at column: Int) throws(StorageError) -> Identifier {
        guard let value = Identifier(bytes: try blob(at: column)) else {
            throw wrong(column, "an identifier")
        }
        return value
    }

    /// An identifier of 16 bytes, or nil for NULL.
    func identifierIfAny(at column: Int) throws(StorageError) -> Identifier? {
        guard let bytes = try blobIfAny(at: column) else { return nil }
        guard let value = Identifier(bytes: bytes) else { throw wrong(column, "an identifier") }
        return value
    }

    /// A facet of 17 bytes.
    func facet(at column: Int) throws(StorageError) -> FacetID {
        guard let value = FacetID(bytes: try blob(at: column)) else {
            throw wrong(column, "a facet")
        }
        return value
    }

    /// A facet of 17 bytes, or nil for NULL.
    func facetIfAny(at column: Int) throws(StorageError) -> FacetID? {
        guard let bytes = try blobIfAny(at: column) else { return nil }
        guard let value = FacetID(bytes: bytes) else { throw wrong(column, "a facet") }
        return value
    }

    /// A division.
    func division(at column: Int) throws(StorageError) -> DivisionCode {
        guard let value = DivisionCode(try words(at: column)) else {
            throw wrong(column, "the code of a division")
        }
        return value
    }

    /// A digest in two columns, the count and the sum.
    func digest(at column: Int) throws(StorageError) -> Digest {
        let count = try unsigned(at: column)
        guard let value = Digest(count: count, sum: try blob(at: column + 1)) else {
            throw wrong(column, "a digest")
        }
        return value
    }

    /// The error of a column that holds something else.
    func wrong(_ column: Int, _ expected: String) -> StorageError {
        .damaged("column \(column) of the database does not hold \(expected)")
    }
}

extension SQLiteValue {
    /// The 16 bytes of an identifier.
    init(_ identifier: Identifier) { self = .blob(identifier.bytes) }

    /// The 16 bytes of an identifier, or NULL.
    init(_ identifier: Identifier?) { self = identifier.map { .blob($0.bytes) } ?? .null }

    /// The 17 bytes of a facet.
    init(_ facet: FacetID) { self = .blob(facet.bytes) }

    /// The code of a division.
    init(_ division: DivisionCode) { self = .text(division.description) }

    /// The number of a reach.
    init(_ reach: Reach) { self = .integer(Int64(reach.rawValue)) }

    /// A number of something, which never reaches 2^63.
    init(_ number: UInt64) { self = .integer(Int64(clamping: number)) }
}
