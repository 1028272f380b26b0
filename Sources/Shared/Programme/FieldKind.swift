/// What a field holds: how it is typed, stored, checked and shown.
public enum FieldKind: Hashable, Sendable {
    /// Whole fen; people type yuan, or 万元 with the unit.
    case money
    /// A whole number from 0.
    case count
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
    /// A division code.
    case division
    /// Yes or no.
    case bool
    /// An identity number of 18 characters (GB 11643).
    case idNumber
    /// An identity number of which the birth date is hidden.
    case maskedID
    /// A mobile number of 11 digits, or a land line.
    case phone
    /// A bank account number with a right last digit (Luhn).
    case account
    /// Bytes of a fixed length: keys, names of replicas.
    case bytes(count: Int)
}

/// A word that a field may hold.
public struct Choice: Hashable, Sendable {
    /// The word in data and on the command line.
    public let name: String
    /// The word for people.
    public let label: Phrase

    /// A choice.
    public init(_ name: String, _ label: Phrase) {
        self.name = name
        self.label = label
    }
}

/// Why a value does not fit its field.
public enum FieldError: Error, Hashable, Sendable {
    /// Not an amount of yuan with at most two decimals.
    case notMoney
    /// Not a whole number from 0.
    case notCount
    /// Not a year between 1900 and 2199.
    case notYear
    /// Not a date, or one that does not exist.
    case noSuchDate
    /// More characters than the field holds.
    case tooLong(max: Int)
    /// Empty, or with characters that are no text.
    case notText
    /// Not one of the words of the field.
    case notAChoice([String])
    /// Not the name of a record.
    case notAReference
    /// Not a division code.
    case notADivision
    /// Neither yes nor no.
    case notBool
    /// Not 18 characters, a date that does not exist, or a wrong check character (CK-01).
    case notAnIDNumber
    /// Not a telephone number.
    case notAPhone
    /// Not an account number, or its last digit is wrong.
    case notAnAccount
    /// Not bytes of the right number.
    case notBytes
    /// A value of another shape than the field has.
    case wrongShape
}
