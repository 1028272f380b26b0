/// A field: one box of a form, one column of a table.
public struct Field: Hashable, Sendable {
    /// The word in data, on the command line and in SQL.
    public let name: String
    /// The word for people.
    public let label: Phrase
    /// What it holds.
    public let kind: FieldKind
    /// Whether a record is not finished without it.
    public let isRequired: Bool
    /// When it is required beside that: another field holds one of these words.
    public let isRequiredWhen: Condition?
    /// How private it is.
    public let privacy: Privacy
    /// How the program fills it when a person leaves it out.
    public let fill: Fill?

    /// Whether its date is that of something that has happened: a day to come is a slip.
    public let isPast: Bool

    /// A field; typed, and a record may lack it, unless it says otherwise.
    init(
        _ name: String, _ label: Phrase, _ kind: FieldKind, isRequired: Bool = false,
        when condition: Condition? = nil, _ privacy: Privacy = .office, fill: Fill? = nil,
        isPast: Bool = false
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.isRequiredWhen = condition
        self.privacy = privacy
        self.fill = fill
        self.isPast = isPast
    }

    /// Whether a person may type it; the program alone makes the others.
    ///
    /// What another record has in its field may be typed all the same: it is a copy that a check
    /// compares.
    public var isTyped: Bool {
        switch fill {
        case .masked, .count, .seen: false
        default: true
        }
    }

    /// That another field of the record holds one of some words.
    public struct Condition: Hashable, Sendable {
        /// The other field.
        public let field: String
        /// The words.
        public let words: Set<String>

        /// The condition that a field holds one of some words.
        init(_ field: String, is words: String...) { self.init(field, isIn: Set(words)) }

        /// The condition that a field holds a word of a set.
        init(_ field: String, isIn words: Set<String>) {
            self.field = field
            self.words = words
        }
    }
}

/// How private a field is; the raw value is the class's sign in documents.
public enum Privacy: String, Sendable {
    /// May stand on a public notice.
    case open = "PUB"
    /// Office data about no private person.
    case office = "INT"
    /// Personal.
    case personal = "PER"
    /// Sensitive: identity numbers, accounts, health, a household's finances.
    case sensitive = "SEN"
}

/// How the program fills a field that a person leaves out.
public enum Fill: Hashable, Sendable {
    /// The identity number of another field, with the birth date hidden.
    case masked(String)
    /// The birth date in the identity number of another field.
    case birthDate(String)
    /// The sex in the identity number of another field.
    case sex(String)
    /// So many months after the date of another field.
    case months(Int, after: String)
    /// What the record that another field names has in a field.
    case same(String, of: String)
    /// How many records of a type name in `field` the same record as the own field `equals`.
    case count(of: String, where: String, equals: String)
    /// The division of the office that enters.
    case office
    /// What a decision rests on that is taken on the record which another field names.
    case seen(of: String)
    /// What a parameter is worth at the office, where the other field is filled.
    case parameter(Parameter, with: String)
}
