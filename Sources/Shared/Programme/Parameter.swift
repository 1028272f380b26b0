public import Replication

/// A number of the programme's rules that offices above may set; its raw value is its name in
/// documents and data.
public enum Parameter: String, CaseIterable, Sendable {
    /// The public notice of an aid list, in days.
    case noticeDays = "P-05"
    /// The term of a loan, in months.
    case termMonths = "P-35"
    /// How long before the due day a collection notice is due, in months.
    case noticeMonths = "P-36"
    /// The management fee, in thousandths of the principal.
    case feePerMille = "P-40"
    /// The hour at which the nightly run begins.
    case nightHour = "P-42"
    /// Signed copies of an application.
    case copies = "P-45"
    /// Complete enough to count as in time, in percent.
    case completePercent = "P-50"
    /// The largest loan, in fen.
    case largestLoan = "P-52"
    /// How long an approval lets a township pay out, in days.
    case approvalDays = "P-53"
    /// Open contracts that one cadre may guarantee.
    case guarantees = "P-54"
    /// A visit at least every so many months.
    case visitMonths = "P-55"

    /// The word for people.
    public var label: Phrase {
        switch self {
        case .noticeDays: Phrase("资助名单公示天数", "public notice of an aid list, days")
        case .termMonths: Phrase("借款期限（月）", "term of a loan, months")
        case .noticeMonths: Phrase("到期前通知（月）", "notice before due, months")
        case .feePerMille: Phrase("管理费（千分之）", "management fee, per mille")
        case .nightHour: Phrase("夜间核对开始（点）", "nightly run begins, hour")
        case .copies: Phrase("申请表份数", "copies of an application")
        case .completePercent: Phrase("按时提交的完整度（%）", "complete enough to be in time, %")
        case .largestLoan: Phrase("单笔借款上限（分）", "largest loan, fen")
        case .approvalDays: Phrase("批准有效天数", "approval holds, days")
        case .guarantees: Phrase("每名干部担保上限", "guarantees per cadre")
        case .visitMonths: Phrase("走访间隔（月）", "a visit every, months")
        }
    }

    /// What holds where no office has set it.
    public var fallback: Int64 {
        switch self {
        case .noticeDays: 7
        case .termMonths: 24
        case .noticeMonths: 1
        case .feePerMille: 0
        case .nightHour: 22
        case .copies: 4
        case .completePercent: 90
        case .largestLoan: 2_000_000
        case .approvalDays: 90
        case .guarantees: 10
        case .visitMonths: 6
        }
    }
}

extension Lookup {
    /// What a parameter is worth at a place on a day: the most specific office that has set it
    /// counts, of its values the latest that was valid then.
    public func value(
        of parameter: Parameter, at division: DivisionCode, on day: CivilDate
    ) -> Int64 {
        let set = records(of: "parameter", where: "name", equals: .text(parameter.rawValue))
        let valid = set.compactMap { record -> (DivisionCode, CivilDate, Int64)? in
            guard let scope = text(of: record, "division").flatMap({ DivisionCode($0) }),
                scope.contains(division),
                let from = text(of: record, "valid_from").flatMap({ CivilDate($0) }), from <= day,
                case .integer(let number) = value(of: record, "value")
            else { return nil }
            return (scope, from, number)
        }
        let best = valid.max { a, b in
            let (first, second) = (a.0.description.utf8.count, b.0.description.utf8.count)
            return (first, a.1) < (second, b.1)
        }
        return best?.2 ?? parameter.fallback
    }
}
