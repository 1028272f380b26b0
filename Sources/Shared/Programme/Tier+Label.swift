public import Replication

extension Tier {
    /// The word for people.
    public var label: Phrase {
        switch self {
        case .nation: Phrase("全国", "nation")
        case .province: Phrase("省级", "province")
        case .prefecture: Phrase("市级", "prefecture")
        case .county: Phrase("县级", "county")
        case .township: Phrase("乡镇级", "township")
        case .village: Phrase("村级", "village")
        }
    }

    /// The word in data and tables.
    public var name: String { label.english }
}
