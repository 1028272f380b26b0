/// The name of a register within its record: a number, and for sets and events an element's key.
///
/// Numbers 1–15 belong to the engine; the programme's begin at 16 and are never used twice.
public struct RegisterName: Hashable, Comparable, Sendable {
    /// The declared number.
    public let number: UInt32
    /// The element's key; empty for a register that is no set.
    public let key: [UInt8]

    /// A register by its number and, in a set, the key of the element.
    public init(_ number: UInt32, key: [UInt8] = []) {
        self.number = number
        self.key = key
    }

    /// The division that owns the record; every write of it is remembered.
    public static let home = RegisterName(1)
    /// Whether a draft was withdrawn: present and true if it was.
    public static let life = RegisterName(3)
    /// The number of the set that names the refused writes, one element per dot.
    public static let voidNumber: UInt32 = 2
    /// The number of the register of events, one element per event.
    public static let eventNumber: UInt32 = 4
    /// The first number that a programme may give.
    public static let firstOfProgramme: UInt32 = 16

    /// The element that voids one write.
    public static func void(_ dot: Dot) -> RegisterName {
        RegisterName(voidNumber, key: dot.bytes)
    }

    /// The element that holds one event.
    public static func event(_ id: Identifier) -> RegisterName {
        RegisterName(eventNumber, key: id.bytes)
    }

    /// The event that this register holds; `nil` if it holds none.
    public var event: Identifier? {
        number == Self.eventNumber ? Identifier(bytes: key) : nil
    }

    /// The dot that this register voids; `nil` if it is no void.
    public var voided: Dot? {
        number == Self.voidNumber ? Dot(bytes: key) : nil
    }

    /// By number, then by key.
    public static func < (a: RegisterName, b: RegisterName) -> Bool {
        a.number != b.number ? a.number < b.number : a.key.lexicographicallyPrecedes(b.key)
    }
}
