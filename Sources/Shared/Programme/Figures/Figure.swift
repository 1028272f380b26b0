/// What is counted or summed up: every number of every report is made of these.
///
/// The raw value is kept in replicas and submissions: numbers are only ever added.
public enum Figure: UInt16, CaseIterable, Sendable {
    /// Money from the nation, by the year of its paper.
    case sourceNational = 1
    /// Money from the province.
    case sourceProvincial = 2
    /// Money from the prefecture.
    case sourcePrefecture = 3
    /// What the county promised to add.
    case sourceMatching = 4
    /// Donations.
    case sourceDonation = 5
    /// What came of the social maintenance levy.
    case sourceLevy = 6
    /// Money from elsewhere.
    case sourceOther = 7
    /// What was booked as received, by day.
    case sourceIn = 8
    /// What of it is money that the county adds.
    case matchingIn = 9
    /// What was given back upward.
    case returned = 10
    /// Contracts, by the day of signing.
    case contracts = 11
    /// What they say is lent.
    case contracted = 12
    /// Pay-outs that count, one per contract: household-times.
    case householdTimes = 13
    /// What was paid out by them.
    case lent = 14
    /// What of it finance has confirmed.
    case lentConfirmed = 15
    /// Persons in the households of contracts that were paid out, frozen at signing.
    case persons = 16
    /// Repayments that are neither reversed nor disputed.
    case repaid = 17
    /// What of them finance has confirmed.
    case repaidConfirmed = 18
    /// Repayments that a reversal names, by their own day.
    case reversed = 19
    /// Pay-outs that a reversal names.
    case reversedPayouts = 20
    /// All other entries that a reversal names.
    case reversedOther = 21
    /// Entries that finance disputes, and pay-outs beside the one that counts.
    case disputed = 22
    /// What was paid out, by the day on which it is due.
    case due = 23
    /// Contracts that were paid out, by that day.
    case contractsDue = 24
    /// What came back of it, from the day on which it did: never more than was lent.
    case recoveredOfDue = 25
    /// What of it came back in time.
    case onTime = 26
    /// As `due`, by the first day on which it is overdue: paying is in time up to a working day.
    case fallen = 27
    /// As `recoveredOfDue`, by the first day on which it is overdue.
    case recoveredOfFallen = 28
    /// Distinct mothers, by the day of the first loan.
    case mothers = 29
    /// Distinct mothers, by the day of the first loan of each programme's year.
    case mothersOfYear = 30
    /// Distinct households, by the day of the first loan.
    case households = 31
    /// Further loans of a household that had repaid the earlier ones.
    case successive = 32
    /// Further loans of a household that had not.
    case overlapping = 33
    /// Households of which a paper first says that all five conditions are met.
    case eligible = 34
    /// Contracts in term: one more at the pay-out, one less the day after they are due.
    case inTerm = 35
    /// Those of them that were visited in term.
    case visited = 36
    /// Contracts with an effect survey, by the day of the last.
    case surveys = 37
    /// Those of them whose household is out of poverty.
    case exits = 38
    /// Yearly income per head before the loan, summed up over the surveys.
    case incomeBefore = 39
    /// The same after it.
    case incomeAfter = 40
    /// Due contracts that were surveyed, from the day of the survey.
    case dueSurveyed = 41
    /// Those of them whose household is out of poverty.
    case dueExits = 42
    /// The management fee that contracts ask for.
    case feeCharged = 43
    /// The management fee that was paid.
    case feeCollected = 44
    /// What field offices handed over.
    case handedOver = 45
    /// What of it the county received.
    case handedOverReceived = 46

    /// What a figure counts.
    public enum Unit: Sendable {
        /// Money in fen.
        case fen
        /// Things.
        case count
    }

    /// The word in data.
    public var word: String { traits.word }
    /// The word for people.
    public var label: Phrase { traits.label }
    /// What it counts.
    public var unit: Unit { traits.unit }
    /// The types of the records that make it, in the order in which they matter.
    public var types: [String] { traits.types }
    /// Whether it is made of records that stay within the county: above it the figure is known from
    /// submissions alone.
    public var staysInCounty: Bool { traits.staysInCounty }

    /// A figure by its word.
    public init?(word: String) {
        guard let found = Self.byWord[word] else { return nil }
        self = found
    }

    /// A figure of the sources by the word of their kind; what is unknown is other.
    init(source kind: String?) { self = Self.kinds[kind ?? ""] ?? .sourceOther }

    private static let byWord = Dictionary(uniqueKeysWithValues: allCases.map { ($0.word, $0) })

    private static let kinds: [String: Figure] = [
        "national_aid": .sourceNational, "provincial_aid": .sourceProvincial,
        "prefecture_aid": .sourcePrefecture, "county_matching": .sourceMatching,
        "donation": .sourceDonation, "social_maintenance_levy": .sourceLevy,
    ]
}
