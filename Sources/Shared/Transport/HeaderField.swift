/// One header of a request or an answer.
public struct HeaderField: Sendable, Equatable {
    /// The name as it was sent; upper and lower case mean the same.
    public let name: String

    /// The value without the blanks around it.
    public let value: String

    /// A header; whether its bytes may travel is judged where it is sent.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the name is `other`, in any case.
    func isNamed(_ other: String) -> Bool {
        name.utf8.count == other.utf8.count
            && zip(name.utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    /// Whether name and value can be sent without changing the shape of a message.
    var isSendable: Bool {
        !name.isEmpty && name.utf8.allSatisfy(\.isTokenASCII)
            && value.utf8.allSatisfy(\.isFieldASCII)
    }
}

extension [HeaderField] {
    /// The value of the first header of this name, in any case.
    public func value(of name: String) -> String? {
        first { $0.isNamed(name) }?.value
    }
}

extension UInt8 {
    /// The same letter in lower case.
    var lowercasedASCII: UInt8 { (65...90).contains(self) ? self + 32 : self }

    /// Whether it may stand in a header's name or a method (RFC 9110 §5.6.2).
    var isTokenASCII: Bool {
        switch self {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }

    /// Whether it may stand in a header's value: visible ASCII, blank or tab.
    ///
    /// Bytes above 126 are allowed by RFC 9110 only for old programs; nothing of ours sends them.
    var isFieldASCII: Bool { (32...126).contains(self) || self == 9 }

    /// Whether it may stand in a request target: visible ASCII without `#`, which begins a
    /// fragment and is never sent.
    var isTargetASCII: Bool { (33...126).contains(self) && self != 35 }

    /// Whether it is a decimal digit.
    var isDigitASCII: Bool { (48...57).contains(self) }
}
