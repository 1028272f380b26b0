/// The diagnostic notation (RFC 8949 §8) of bytes that are exactly one item: `{1: [h'00ff', "水", null]}`.
public func diagnostic(
    _ bytes: [UInt8], limits: CBORLimits = CBORLimits()
) throws(CBORError) -> String {
    try CBORItem(decoding: bytes, limits: limits).notation
}

extension CBORItem {
    /// The item in diagnostic notation: byte strings as `h'…'`, texts with the escapes of JSON, on one line.
    public var notation: String {
        var text = ""
        appendNotation(to: &text)
        return text
    }

    private func appendNotation(to text: inout String) {
        switch self {
        case .unsigned(let value): text += String(value)
        case .negative(let value): text += String(value)
        case .bytes(let value):
            text += "h'"
            for byte in value { text += hexadecimal(byte, digits: 2) }
            text += "'"
        case .text(let value): appendQuoted(value, to: &text)
        case .bool(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                text += index == 0 ? "" : ", "
                item.appendNotation(to: &text)
            }
            text += "]"
        case .map(let entries):
            text += "{"
            for (index, entry) in entries.enumerated() {
                text += index == 0 ? "" : ", "
                entry.key.appendNotation(to: &text)
                text += ": "
                entry.value.appendNotation(to: &text)
            }
            text += "}"
        }
    }

    private func appendQuoted(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}":
                text += "\\u" + hexadecimal(scalar.value, digits: 4)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

private func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
}
