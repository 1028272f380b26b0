/// Who wrote, for which office, and when by his own clock: part of the value and of its hash.
public struct Stamp: Hashable, Sendable {
    /// The person; `RecordID.zero` for the system itself.
    public let author: RecordID
    /// The division of the office that he acted for.
    public let office: DivisionCode
    /// The tier that he acted for: policies rank by it.
    public let tier: Tier
    /// For display and for registers declared `latest` only.
    public let time: HybridTime

    /// A stamp from its four parts.
    public init(author: RecordID, office: DivisionCode, tier: Tier, time: HybridTime) {
        self.author = author
        self.office = office
        self.tier = tier
        self.time = time
    }
}
