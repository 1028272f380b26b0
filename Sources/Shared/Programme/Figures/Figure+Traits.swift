extension Figure {
    /// What is said of a figure, in one line.
    struct Traits {
        /// The word in data.
        let word: String
        /// The word for people.
        let label: Phrase
        /// What it counts.
        let unit: Unit
        /// The types of the records that make it.
        let types: [String]
        /// Whether they stay within the county.
        let staysInCounty: Bool

        fileprivate init(
            _ word: String, _ chinese: String, _ english: String, _ unit: Unit, _ types: String...,
            staysInCounty: Bool = false
        ) {
            self.word = word
            self.label = Phrase(chinese, english)
            self.unit = unit
            self.types = types
            self.staysInCounty = staysInCounty
        }
    }

    /// What is said of it.
    var traits: Traits {
        if rawValue <= Figure.returned.rawValue { return fundTraits }
        if rawValue <= Figure.disputed.rawValue { return loanTraits }
        if rawValue <= Figure.recoveredOfFallen.rawValue { return dueTraits }
        return rawValue <= Figure.eligible.rawValue ? peopleTraits : effectTraits
    }

    private var fundTraits: Traits {
        switch self {
        case .sourceNational:
            Traits("source_national_aid", "全国资助", "national aid", .fen, "fund_source")
        case .sourceProvincial:
            Traits("source_provincial_aid", "省级资助", "provincial aid", .fen, "fund_source")
        case .sourcePrefecture:
            Traits("source_prefecture_aid", "市级资助", "prefecture aid", .fen, "fund_source")
        case .sourceMatching:
            Traits("source_county_matching", "县区配套", "county matching", .fen, "fund_source")
        case .sourceDonation: Traits("source_donation", "捐款", "donations", .fen, "fund_source")
        case .sourceLevy:
            Traits(
                "source_social_maintenance_levy", "社会抚养费", "social maintenance levy", .fen,
                "fund_source")
        case .sourceIn: Traits("source_in", "到账资金", "sources received", .fen, "ledger_entry")
        case .matchingIn:
            Traits(
                "matching_in", "到账配套资金", "matching received", .fen, "ledger_entry",
                "fund_source")
        case .returned: Traits("returned", "上缴", "returned upward", .fen, "ledger_entry")
        default: Traits("source_other", "其他来源", "other sources", .fen, "fund_source")
        }
    }

    private var loanTraits: Traits {
        switch self {
        case .contracts: Traits("contracts", "合同数", "contracts", .count, "contract")
        case .contracted: Traits("contracted", "合同金额", "contracted", .fen, "contract")
        case .householdTimes:
            Traits("household_times", "救助户次", "household-times", .count, "ledger_entry")
        case .lent: Traits("lent", "发放", "lent", .fen, "ledger_entry")
        case .lentConfirmed:
            Traits("lent_confirmed", "已确认发放", "lent, confirmed", .fen, "ledger_entry")
        case .persons: Traits("persons", "惠及人口", "persons", .count, "contract")
        case .repaid: Traits("repaid", "已还", "repaid", .fen, "ledger_entry")
        case .repaidConfirmed:
            Traits("repaid_confirmed", "已确认还款", "repaid, confirmed", .fen, "ledger_entry")
        case .reversed: Traits("reversed", "已冲销还款", "repayments reversed", .fen, "ledger_entry")
        case .reversedPayouts:
            Traits("reversed_payouts", "已冲销发放", "pay-outs reversed", .fen, "ledger_entry")
        case .reversedOther:
            Traits("reversed_other", "其他已冲销", "other entries reversed", .fen, "ledger_entry")
        default: Traits("disputed", "有争议", "disputed", .fen, "ledger_entry")
        }
    }

    private var dueTraits: Traits {
        switch self {
        case .due: Traits("due", "到期金额", "due", .fen, "contract")
        case .contractsDue: Traits("contracts_due", "到期合同", "contracts due", .count, "contract")
        case .recoveredOfDue:
            Traits("recovered_of_due", "到期已收回", "recovered of what is due", .fen, "contract")
        case .onTime: Traits("on_time", "按期收回", "recovered in time", .fen, "contract")
        case .fallen: Traits("fallen", "逾期起算金额", "fallen due", .fen, "contract")
        default:
            Traits(
                "recovered_of_fallen", "逾期起算已收回", "recovered of what has fallen due", .fen,
                "contract")
        }
    }

    private var peopleTraits: Traits {
        switch self {
        case .mothers: Traits("mothers", "受助母亲", "mothers aided", .count, "contract", "person")
        case .mothersOfYear:
            Traits(
                "mothers_of_year", "年度受助母亲", "mothers aided in the year", .count, "contract",
                "person")
        case .households:
            Traits("households", "救助户数", "households aided", .count, "contract", "household")
        case .successive:
            Traits(
                "successive", "还清后再次救助", "aided again after repaying", .count, "contract",
                "household")
        case .overlapping:
            Traits(
                "overlapping", "未还清再次救助", "aided again before repaying", .count, "contract",
                "household")
        default:
            Traits(
                "eligible", "符合五项条件户", "households that meet the five conditions", .count,
                "household_survey", "application", staysInCounty: true)
        }
    }

    private var effectTraits: Traits {
        switch self {
        case .inTerm: Traits("in_term", "在期合同", "contracts in term", .count, "contract")
        case .visited:
            Traits(
                "visited", "已走访在期合同", "contracts visited in term", .count, "follow_up_visit",
                staysInCounty: true)
        case .surveys: survey("surveys", "效果调查", "effect surveys", .count)
        case .exits: survey("exits", "脱贫户", "out of poverty", .count)
        case .incomeBefore: survey("income_before", "救助前人均收入合计", "income before, summed up", .fen)
        case .incomeAfter: survey("income_after", "救助后人均收入合计", "income after, summed up", .fen)
        case .dueSurveyed: survey("due_surveyed", "到期已调查合同", "due and surveyed", .count)
        case .dueExits: survey("due_exits", "到期脱贫户", "due and out of poverty", .count)
        case .feeCharged: Traits("fee_charged", "应收管理费", "fee charged", .fen, "contract")
        case .feeCollected:
            Traits("fee_collected", "已收管理费", "fee collected", .fen, "ledger_entry")
        case .handedOver:
            Traits("handed_over", "上交", "handed over", .fen, "hand_over", staysInCounty: true)
        default:
            Traits(
                "handed_over_received", "上交已收", "handed over and received", .fen, "hand_over",
                staysInCounty: true)
        }
    }

    private func survey(
        _ word: String, _ chinese: String, _ english: String, _ unit: Unit
    ) -> Traits {
        Traits(word, chinese, english, unit, "effect_survey", "contract", staysInCounty: true)
    }
}
