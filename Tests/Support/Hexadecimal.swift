/// The bytes of hexadecimal digits; blanks between them do not count.
///
/// For literals of tests and fields of corpora, so that a fault in the text stops the test.
public func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map { digit -> UInt8 in
        guard let value = digit.hexDigitValue else {
            preconditionFailure("\(digit) is no hexadecimal digit.")
        }
        return UInt8(value)
    }
    precondition(digits.count % 2 == 0, "Hexadecimal digits come in pairs.")
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// The hexadecimal digits of bytes, in lower case.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
