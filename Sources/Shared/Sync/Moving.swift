internal import Programme
internal import Replication
internal import Storage

/// A record that is given to another division: the field that names its owner is written, and the
/// home with it, in one act.
///
/// What was made at the home of the record goes along: a household's contracts, their entries, its
/// incomes. Else the new village could not enter a repayment, and the old one still might.
extension EntryDraft {
    /// The changes of home that follow from the values; none if the record stays where it is.
    ///
    /// - Throws: `rights` if the person may not give the record away.
    func moves(
        of record: RecordID, to after: [String: Value], before: [String: Value],
        home: DivisionCode, facets: [Reach: Record]
    ) throws -> [Draft] {
        guard entry.record != nil, type.isMovable, case .field(let name) = type.home,
            entry.values[name] != nil, before[name] != after[name],
            case .text(let code)? = after[name], let new = DivisionCode(code), new != home
        else { return [] }
        let act = RegisterAct(
            actor: actor, type: type, record: record, register: .home, value: .text(code),
            home: home, isCreation: false)
        if !isUnchecked, let fault = Rights.fault(in: act) {
            throw EntryError.rights(fault, register: name, mayPropose: false)
        }
        var moving = Moving(from: home, to: new, in: transaction)
        moving.add(Array(facets.values))
        try moving.add(papersOf: record, type)
        return moving.drafts
    }
}

extension Draft {
    /// The changes that give a record to another division, in all its facets.
    static func moving(
        _ facets: [Record], from old: DivisionCode, to new: DivisionCode
    ) -> [Draft] {
        facets.sorted { $0.facet.reach < $1.facet.reach }.map { facet in
            Draft(
                facet: facet.facet, type: facet.type, home: old,
                assignments: [Assignment(.home, .text(new.description))])
        }
    }
}

/// Records on their way from one division to another.
private struct Moving {
    /// The changes of home.
    private(set) var drafts: [Draft] = []
    private let old: DivisionCode
    private let new: DivisionCode
    private let transaction: Transaction
    private var seen: Set<RecordID> = []

    /// Nothing yet, on its way.
    init(from old: DivisionCode, to new: DivisionCode, in transaction: Transaction) {
        self.old = old
        self.new = new
        self.transaction = transaction
    }

    /// Takes a record along, in all its facets.
    mutating func add(_ facets: [Record]) {
        drafts += Draft.moving(facets, from: old, to: new)
    }

    /// Takes along what was made at the home of a record because it names it, and what names that.
    mutating func add(papersOf record: RecordID, _ type: RecordType) throws {
        guard seen.insert(record).inserted else { return }
        for kind in Catalogue.types where kind.isMovable {
            guard case .homeOf(let names) = kind.home else { continue }
            for name in names where kind.field(name)?.field.kind == .reference(type.name) {
                let papers = transaction.records(
                    of: kind.name, where: name, equals: .bytes(record.bytes))
                for paper in papers where !seen.contains(paper) {
                    let facets = try transaction.facets(of: paper)
                    guard facets.first?.homes == [old] else { continue }
                    add(facets)
                    try add(papersOf: paper, kind)
                }
            }
        }
    }
}
