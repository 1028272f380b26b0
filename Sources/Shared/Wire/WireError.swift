/// Why bytes are not what `protocol.md` says.
///
/// Nothing of a refused input has been kept. Where it came from a node, the answer is the refusal
/// `malformed`; a single change that does not decode is held as `unreadable` and stops nothing.
public struct WireError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The field, from the outside in: `Push.runs[3].chainBefore`.
    public let place: String
    /// What is wrong with it.
    public let fault: WireFault

    /// A fault at a place.
    public init(_ place: String, _ fault: WireFault) {
        self.place = place
        self.fault = fault
    }

    /// A sentence for a log.
    public var description: String { "\(place.isEmpty ? "the bytes" : place): \(fault)" }

    /// The same fault, seen from what encloses its place.
    func within(_ outer: String) -> WireError {
        if place.isEmpty { return WireError(outer, fault) }
        return WireError(place.hasPrefix("[") ? outer + place : "\(outer).\(place)", fault)
    }
}

/// What is wrong with a field.
public enum WireFault: Equatable, Sendable, CustomStringConvertible {
    /// Not the one deterministic encoding, cut off, or another kind of item; the codec's own words.
    case encoding(String)
    /// A format or message number that this program does not know.
    case unknownFormat(UInt64)
    /// A count of bytes or of entries outside its limits.
    case count(Int, allowed: ClosedRange<Int>)
    /// A number outside its limits.
    case number(UInt64)
    /// A list whose entries do not ascend, or one that names an entry twice.
    case order
    /// A rule of the field, as a sentence.
    case rule(String)

    /// A sentence for a log.
    public var description: String {
        switch self {
        case .encoding(let words): "not deterministic CBOR of the kind expected (\(words))"
        case .unknownFormat(let number): "the format or message number \(number) is not known"
        case .count(let found, let allowed):
            allowed.count == 1
                ? "\(found) found, \(allowed.lowerBound) expected"
                : "\(found) found, \(allowed.lowerBound) to \(allowed.upperBound) allowed"
        case .number(let found): "\(found) is out of range"
        case .order: "the entries do not ascend strictly"
        case .rule(let sentence): sentence
        }
    }
}
