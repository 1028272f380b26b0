internal import Foundation

/// What `--json` prints: built here, written by Foundation, read back by nobody in this project.
package indirect enum JSONValue: Hashable, Sendable {
    /// Nothing is known.
    case null
    /// Yes or no.
    case bool(Bool)
    /// A whole number; money is fen.
    case integer(Int64)
    /// A text, control characters and all: JSON escapes them.
    case text(String)
    /// Values in their order.
    case list([JSONValue])
    /// Values by name.
    case object([String: JSONValue])

    /// The text, with sorted names, so that two runs can be compared as texts.
    package var written: String {
        let options: JSONSerialization.WritingOptions = [
            .sortedKeys, .prettyPrinted, .withoutEscapingSlashes, .fragmentsAllowed,
        ]
        do {
            let data = try JSONSerialization.data(withJSONObject: foundation, options: options)
            return String(decoding: data, as: UTF8.self)
        } catch {
            preconditionFailure("a value of this type can always be written: \(error)")
        }
    }

    private var foundation: Any {
        switch self {
        case .null: NSNull()
        case .bool(let value): value
        case .integer(let value): value
        case .text(let value): value
        case .list(let values): values.map(\.foundation)
        case .object(let values): values.mapValues(\.foundation)
        }
    }
}
