/// How many columns of a terminal a text takes, and which of its characters may go there.
///
/// Values come from other offices: a control character in one could move the cursor, colour the
/// screen or turn the line round, so none is ever printed.
package enum DisplayWidth {
    /// The columns of a text: 2 for a Chinese character, 0 for an accent, 1 for the rest.
    package static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// The text with blanks behind it, or before it, up to a width.
    package static func padded(_ text: String, to width: Int, onTheLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - of(text)))
        return onTheLeft ? blanks + text : text + blanks
    }

    /// The text with a sign in place of each character that is not for showing.
    package static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(isControl(scalar) ? sign(for: scalar) : scalar)
        }
        return String(shown)
    }

    private static func sign(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "\n" ? "⏎" : scalar == "\t" ? " " : "\u{FFFD}"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        // Marks that turn the direction of writing, and the breaks of lines and paragraphs.
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        guard scalar.value >= 0x300 else { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The blocks whose characters are as wide as a Chinese one (Unicode TR 11: W and F).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
        0x20000...0x3FFFD,
    ]
}
