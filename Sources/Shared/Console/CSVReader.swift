/// Reads separated values by RFC 4180, and what the spreadsheets of offices make of it.
///
/// Lines end with LF or CRLF; a mark of byte order at the start is left out; a field in quotes may
/// hold commas, line ends and doubled quotes. One bad line spoils no other: it is told with its
/// number and the next line is read.
package struct CSVReader {
    /// One line of the file that holds something.
    package struct Line: Hashable, Sendable {
        /// The number of its first line in the file, from 1.
        package let number: Int
        /// Its fields, or why it cannot be read.
        package let fields: Result<[String], Fault>
    }

    /// Why a line cannot be read.
    package enum Fault: Error, Hashable, Sendable {
        /// A quote is not closed until the end of the file.
        case openQuote
        /// A quote stands inside a field that does not begin with one, or text behind a closed one.
        case strayQuote
        /// The line is not UTF-8.
        case notText
    }

    private let bytes: [UInt8]
    private var place = 0
    private var number = 1

    /// A reader over the bytes of a file.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// The next line that is not empty; nil at the end.
    package mutating func next() -> Line? {
        while place < bytes.count {
            let first = number
            let start = place
            let fields = readLine()
            if bytes[start..<place].allSatisfy({ $0 == 10 || $0 == 13 }) { continue }
            return Line(number: first, fields: fields)
        }
        return nil
    }

    private mutating func readLine() -> Result<[String], Fault> {
        var fields: [[UInt8]] = [[]]
        var fault: Fault?
        var isAtEnd = false
        while !isAtEnd {
            var field: [UInt8] = []
            do throws(Fault) { field = try readField() } catch {
                fault = fault ?? error
                if error == .strayQuote { skipField() }
            }
            fields[fields.count - 1] = field
            isAtEnd = place >= bytes.count || bytes[place] == 10
            place += 1
            if !isAtEnd { fields.append([]) }
        }
        place = min(place, bytes.count)
        number += 1
        if let fault { return .failure(fault) }
        let texts = fields.compactMap { String(validating: $0, as: UTF8.self) }
        return texts.count == fields.count ? .success(texts) : .failure(.notText)
    }

    /// Reads up to a comma, a line end, or the end.
    private mutating func readField() throws(Fault) -> [UInt8] {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
            return try readPlain()
        }
        var field: [UInt8] = []
        place += 1
        let start = (place, number)
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte != UInt8(ascii: "\"") {
                if byte == 10 { number += 1 }
                field.append(byte)
            } else if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
                field.append(byte)
                place += 1
            } else {
                skipReturn()
                guard isAtBreak else { throw .strayQuote }
                return field
            }
        }
        // The quote was never closed: only its own line is lost, not the rest of the file.
        (place, number) = start
        skipField(pastCommas: true)
        throw .openQuote
    }

    private mutating func readPlain() throws(Fault) -> [UInt8] {
        let start = place
        while !isAtBreak {
            guard bytes[place] != UInt8(ascii: "\"") else { throw .strayQuote }
            place += 1
        }
        let isReturn = place > start && bytes[place - 1] == 13 && !isAtComma
        return Array(bytes[start..<(isReturn ? place - 1 : place)])
    }

    private var isAtComma: Bool { place < bytes.count && bytes[place] == UInt8(ascii: ",") }

    private var isAtBreak: Bool {
        place >= bytes.count || bytes[place] == 10 || isAtComma
    }

    private mutating func skipReturn() {
        guard place < bytes.count, bytes[place] == 13 else { return }
        if place + 1 >= bytes.count || bytes[place + 1] == 10 { place += 1 }
    }

    private mutating func skipField(pastCommas: Bool = false) {
        while place < bytes.count, bytes[place] != 10, pastCommas || !isAtComma { place += 1 }
    }
}
