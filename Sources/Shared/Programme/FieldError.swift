public import Replication

/// Why a text that a person typed, or a value that arrived, does not fit its field.
///
/// No case holds the text itself: it may be an identity number, and errors end up in logs.
public enum FieldError: Error, Hashable, Sendable {
    /// Not an amount.
    case notMoney
    /// An amount with a part of a fen.
    case notWholeFen
    /// An amount below the least of its field, or above all that a field holds.
    case moneyRange(least: Int64)
    /// Not a whole number.
    case notCount
    /// A number below the least of its field, or above all that a field holds.
    case countRange(least: Int64)
    /// Not a year between 1900 and 2199.
    case notYear
    /// Not written as a date.
    case notDate
    /// A date that is in no calendar.
    case noSuchDate
    /// More characters than the field holds.
    case tooLong(max: Int)
    /// Nothing but blanks, or characters that are no text.
    case notText
    /// A break of lines in a text that is a name, a title or a number.
    case severalLines
    /// Not one of the words of the field.
    case notAChoice([String])
    /// Not the name of a record.
    case notAReference
    /// Not a division code.
    case notADivision
    /// A division of another tier than the field takes.
    case divisionTier(Set<Tier>)
    /// Neither yes nor no.
    case notBool
    /// Not an identity number (CK-01).
    case notAnIDNumber(IDNumber.Fault)
    /// Not a telephone number.
    case notAPhone
    /// Not an account number, or its last digit is wrong.
    case notAnAccount
    /// Not a login name.
    case notALogin
    /// Not bytes of the right number.
    case notBytes
    /// A value of another shape than the field has.
    case wrongShape
    /// A required field is empty.
    case required
    /// The program fills the field; nobody types it.
    case computed
    /// The type has no field of this name.
    case unknownField
    /// No record is known here by what was typed.
    case noSuchRecord
    /// Several records are known by what was typed.
    case severalRecords(Int)
}
