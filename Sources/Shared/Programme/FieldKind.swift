public import Replication

/// What a field holds: how it is typed, stored, checked and shown.
public enum FieldKind: Hashable, Sendable {
    /// Whole fen, at least so many; people type yuan, or 万元 with the unit.
    case money(least: Int64)
    /// A whole number, at least so many.
    case count(least: Int64)
    /// A year of four digits.
    case year
    /// A civil date, `2017-07-15`, in China time.
    case date
    /// Text of at most so many characters.
    case text(max: Int)
    /// One of a few words.
    case choice([Choice])
    /// A record of a type, by its name.
    case reference(String)
    /// A division code of one of these tiers, unpadded.
    case division(Set<Tier>)
    /// Yes or no.
    case bool
    /// An identity number of 18 characters (GB 11643).
    case idNumber
    /// An identity number of which the birth date is hidden.
    case maskedID
    /// A mobile number of 11 digits, or a land line.
    case phone
    /// A bank card number: 12 to 19 digits, the last one right by Luhn's rule.
    case card
    /// An office's account number: 8 to 30 digits; such numbers have no check digit.
    case account
    /// A login name: lower-case letters, digits, `.`, `_` and `-`, a letter first.
    case login
    /// Bytes of a fixed length: keys, names of replicas.
    case bytes(count: Int)
}

/// A word that a field may hold.
public struct Choice: Hashable, Sendable {
    /// The word in data and on the command line.
    public let name: String
    /// The word for people.
    public let label: Phrase
    /// Who may write it, among those who may write the field; `nil` for all of them.
    public let guardian: Guardian?

    /// A choice.
    public init(_ name: String, _ label: Phrase, _ guardian: Guardian? = nil) {
        self.name = name
        self.label = label
        self.guardian = guardian
    }

    /// Who may write a word.
    public struct Guardian: Hashable, Sendable {
        /// The tiers.
        public let tiers: Set<Tier>
        /// The roles, one of which is needed.
        public let roles: Set<Role>
        /// Whose record it must be.
        public let owner: OwnerRule
        /// Whether the program of a server writes it, and no person.
        public var isProgram: Bool { tiers.isEmpty }

        /// A guardian of a word.
        init(_ tiers: Set<Tier>, _ roles: Set<Role>, _ owner: OwnerRule = .area) {
            self.tiers = tiers
            self.roles = roles
            self.owner = owner
        }

        /// The programs of servers, and no person.
        static func program(_ owner: OwnerRule) -> Guardian { Guardian([], [], owner) }
    }
}
