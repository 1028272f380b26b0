import Foundation
import Programme
import Replication
import Seal
import Storage
import Support
import Sync
import Testing
import Transport
import Wire

/// One type's cells in one country: written, carried, judged and looked at on both ends.
final class Campaign {
    /// A cell that was written, and under which name.
    struct Written {
        let cell: Cell
        let replica: ReplicaID
        let sequence: UInt64
        /// The name of the write that the cell is about.
        let dot: Dot
    }

    /// What became of a cell.
    struct Outcome {
        let cell: Cell
        /// The server that judged.
        let judge: Tier
        /// What the shipped code made of it.
        let ruling: Ruling
        /// What is wrong with the data; empty if before and after are as they must be.
        let faults: [String]
    }

    let country: Country
    let cells: [Cell]
    private var written: [Tier: [Written]] = [:]

    /// Makes the cells, and plants the people and the records that are changed.
    init(
        _ type: RecordType, rights: PrintedRights, writers: [Tier], country: Country, seed: UInt64,
        sample: Set<String>?
    ) throws {
        self.country = country
        var planter = Planter(seed)
        let people = try People(&planter)
        let below = try country.office(.village).store.read { snapshot throws(StorageError) in
            snapshot.incarnation
        }
        var maker = CellMaker(
            rights: rights, planter: planter, people: people, chance: SeededEntropy(seed + 1),
            below: below)
        maker.sample = sample
        var cells: [Cell] = []
        for tier in writers { cells += try maker.cells(type, tier) }
        self.cells = cells
        for tier in Tier.allCases { try plant(people.records, at: tier) }
        try plant { $0.way == .changing && $0.person != .oneself }
    }

    private func plant(_ records: [Record], at tier: Tier) throws {
        try country.office(tier).store.write { transaction throws(StorageError) in
            try transaction.receivePulled(records.map { .state($0) })
        }
    }

    /// Plants what stands before cells: at the servers, and at a writer who has it before him.
    private func plant(_ isPlanted: (Cell) -> Bool) throws {
        for tier in Tier.allCases {
            let seeds = cells.filter { cell in
                isPlanted(cell)
                    && (cell.tier == tier && cell.way == .changing
                        || Country.servers(above: cell.tier).contains(tier))
            }.compactMap(\.seed)
            try plant(seeds, at: tier)
        }
    }

    /// Writes some of the cells, each a change of its own; the blind ones find at the servers what
    /// their writers have never seen.
    func write(_ isWanted: (Cell) -> Bool) throws {
        try plant { $0.way == .blind && isWanted($0) }
        for tier in Tier.allCases {
            let cells = cells.filter { $0.tier == tier && isWanted($0) }
            guard !cells.isEmpty else { continue }
            written[tier, default: []] += try write(cells, at: country.office(tier))
        }
    }

    private func write(_ cells: [Cell], at office: Office) throws -> [Written] {
        try office.store.write { transaction throws(StorageError) in
            try cells.map { cell throws(StorageError) in
                let making = Assignment(.home, .text(cell.claimed.description))
                let isHome = cell.assignment.register == .home
                let draft = Draft(
                    facet: cell.facet, type: cell.type.number, home: cell.claimed,
                    assignments: (cell.way == .making && !isHome ? [making] : [])
                        + [cell.assignment])
                let change = try transaction.author(
                    [draft], stamp: cell.stamp, schema: Catalogue.schemaNumber,
                    rights: try transaction.rightsNumber())[0]
                let write = change.writes.first { $0.register == cell.assignment.register }
                return Written(
                    cell: cell, replica: change.replica, sequence: change.sequence,
                    dot: write?.dot ?? Dot(change.replica, 0))
            }
        }
    }

    /// What became of the cells of a tier at the server that judged them.
    ///
    /// - Parameter sender: the office that sent them there: the writer, or a server between.
    func outcomes(of tier: Tier, at judge: Tier, sentBy sender: Tier) throws -> [Outcome] {
        let server = try country.office(judge)
        let sender = try country.office(sender)
        let all = written[tier] ?? []
        guard let replica = all.first?.replica else { return [] }
        let view = try View(server, of: replica)
        let own = try View(sender, of: replica)
        return try all.map { written in
            let ruling = view.ruling(written.sequence)
            var faults = try view.faults(written, ruling, in: server)
            // A server between has no more than the hash of what is not judged either.
            if sender.code.tier == tier || ruling != .closed {
                faults += try own.senderFaults(written, ruling, in: sender)
            }
            return Outcome(cell: written.cell, judge: judge, ruling: ruling, faults: faults)
        }
    }

    /// What the servers above the first one have of the cells that the first one judged.
    func faultsAbove(_ tier: Tier, rulings: [Ruling]) throws -> [String] {
        var faults: [String] = []
        for judge in Country.servers(above: tier).dropFirst() {
            let server = try country.office(judge)
            let all = written[tier] ?? []
            guard let replica = all.first?.replica else { continue }
            let view = try View(server, of: replica)
            for (written, ruling) in zip(all, rulings) {
                let travels = ruling == .merged && written.cell.facet.reach != .county
                let expected = travels ? Ruling.merged : .closed
                let found = view.ruling(written.sequence)
                let wrong = try view.faults(written, found, in: server)
                if found != expected || !wrong.isEmpty {
                    faults.append("\(written.cell.name) at \(judge): \(found) \(wrong)")
                }
            }
        }
        return faults
    }

    /// The cells whose records differ between a child and its parent, of what both must hold.
    func differences(of child: Tier, and parent: Tier) throws -> [String] {
        let (child, parent) = (try country.office(child), try country.office(parent))
        let names = Dictionary(cells.map { ($0.facet, $0.name) }) { first, _ in first }
        let scope = Scope(child: child.code)
        let held = try child.store.read { snapshot throws(StorageError) in
            try snapshot.heldByParent()
        }
        let rows = try [child, parent].map { office in
            try office.store.read { snapshot throws(StorageError) in
                try snapshot.rows(scope, leaves: Array(0...255), without: held).rows
            }
        }.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.0, $0.1) }) }
        return Set(rows[0].keys).union(rows[1].keys).sorted().filter { rows[0][$0] != rows[1][$0] }
            .map { facet in
                let side =
                    rows[0][facet] == nil
                    ? "absent below" : rows[1][facet] == nil ? "absent above" : ""
                return "\(names[facet] ?? "\(facet.record)") \(side)"
            }
    }

    /// Everything that no cell accounts for: what servers hold of each other's own changes.
    func strayCases() throws -> [String] {
        let known = Set(
            written.values.joined().map {
                SequencePoint(replica: $0.replica, sequence: $0.sequence)
            })
        return try Country.codes.flatMap { code in
            try country.office(code.tier).store.read { snapshot throws(StorageError) in
                try snapshot.quarantine(nil, limit: 100_000)
            }.filter { row in
                guard let replica = row.replica, let sequence = row.sequence else { return true }
                return !known.contains(SequencePoint(replica: replica, sequence: sequence))
            }.map { "at \(code): \($0.code) \($0.detail)" }
        }
    }

    /// Lets servers take a writer's run in without judging it: what a breached server would do.
    func deliverUnjudged(from tier: Tier, to servers: [Tier]) throws {
        let writer = try country.office(tier)
        guard let replica = written[tier]?.first?.replica else { return }
        var node = writer.replica.keys.node
        let entries = try writer.store.read { snapshot throws(StorageError) in
            try snapshot.log(replica, from: 1, limit: 100_000, bytesMax: .max)
        }
        let pieces = stride(from: 0, to: entries.count, by: 900).map {
            Array(entries[$0..<min($0 + 900, entries.count)])
        }
        for tier in servers {
            let server = try country.office(tier)
            var before = Chain.start
            for piece in pieces {
                let arrivals = try piece.map { entry in
                    Arrival(
                        replica: replica, sequence: entry.sequence,
                        chain: try #require(entry.chain),
                        item: try Self.item(entry, for: tier), verdict: .merge, node: node)
                }
                let (first, last) = (try #require(arrivals.first), try #require(arrivals.last))
                let signature = sign(
                    Run.signedBytes(
                        replica: replica, last: last.sequence, chainAfter: last.chain),
                    with: writer.replica.keys.signing)
                let run = RunRecord(
                    replica: replica, first: first.sequence, last: last.sequence,
                    chainBefore: before, chainAfter: last.chain, signature: signature)
                try server.store.write { transaction throws(StorageError) in
                    _ = try transaction.receive(arrivals)
                    try transaction.keep(run)
                }
                before = last.chain
            }
            node = server.replica.keys.node
        }
    }

    private static func item(_ entry: LogEntry, for tier: Tier) throws -> Arrival.Item {
        guard let body = entry.body, tier <= .county || entry.reach != .county else {
            return .hash(entry.hash)
        }
        return .change(body: body, try ChangeCodec.decode(body))
    }
}

/// What one office knows of an incarnation.
private struct View {
    private let standings: [UInt64: LogEntry.Standing]
    private let cases: [UInt64: QuarantineRow]
    private let answers: [UInt64: ExceptionMark]
    private let bodies: [UInt64: [UInt8]]

    init(_ office: Office, of replica: ReplicaID) throws {
        let (entries, rows, mark) = try office.store.read { snapshot throws(StorageError) in
            (
                try snapshot.log(replica, from: 1, limit: 100_000, bytesMax: .max),
                try snapshot.exceptions(of: replica), try snapshot.acknowledged(replica)
            )
        }
        standings = Dictionary(uniqueKeysWithValues: entries.map { ($0.sequence, $0.standing) })
        bodies = Dictionary(
            uniqueKeysWithValues: entries.compactMap { entry in
                entry.body.map { (entry.sequence, $0) }
            })
        cases = Dictionary(rows.compactMap { row in row.sequence.map { ($0, row) } }) { a, _ in a }
        answers = Dictionary(
            uniqueKeysWithValues: (mark?.exceptions ?? []).map { ($0.sequence, $0) })
    }

    func ruling(_ sequence: UInt64) -> Ruling {
        switch standings[sequence] {
        case .merged: return .merged
        case .hashOnly: return .closed
        case .refused, .held:
            guard let row = cases[sequence] else { return .refused("no case") }
            let code = ExceptionCode(rawValue: row.code).map { "\($0)" } ?? "\(row.code)"
            return row.standing == .refused ? .refused(code) : .held(code)
        case nil: return .refused("never came")
        }
    }

    /// What is wrong with the receiver's data.
    func faults(_ written: Campaign.Written, _ ruling: Ruling, in office: Office) throws -> [String]
    {
        let cell = written.cell
        let record = try office.store.read { snapshot throws(StorageError) in
            try snapshot.record(cell.facet)
        }
        let register = cell.assignment.register
        let now = record?.siblings(register) ?? []
        var faults: [String] = []
        if ruling == .merged {
            let mine = now.first { $0.dot == written.dot }
            // An event is kept with what its author had seen.
            let value = mine.map { EventValue.parts($0.value)?.content ?? $0.value }
            if value != cell.assignment.value { faults.append("does not stand") }
            return faults
        }
        if now.contains(where: { $0.dot == written.dot }) { faults.append("stands") }
        if now.map(\.dot) != (cell.seed?.siblings(register) ?? []).map(\.dot) {
            faults.append("what stood before is no more")
        }
        guard ruling != .closed else { return faults }
        let row = cases[written.sequence]
        if row?.facet != cell.facet { faults.append("the case names another record") }
        if row?.body.isEmpty != false { faults.append("the value is not kept") }
        if row?.code == 1 || row?.code == 3, row?.detail.isEmpty != false {
            faults.append("no reason")
        }
        if case .refused = ruling, record?.voids.contains(written.dot) != true {
            faults.append("not voided")
        }
        return faults
    }

    /// What is wrong with what the sender sees: the refusal, and the old value in its place.
    func senderFaults(
        _ written: Campaign.Written, _ ruling: Ruling, in office: Office
    ) throws -> [String] {
        let cell = written.cell
        let record = try office.store.read { snapshot throws(StorageError) in
            try snapshot.record(cell.facet)
        }
        let now = (record?.siblings(cell.assignment.register) ?? []).map(\.dot)
        let answer = answers[written.sequence]
        var faults: [String] = []
        switch ruling {
        case .merged, .closed:
            if answer != nil { faults.append("the sender heard of an exception") }
            if !now.contains(written.dot) { faults.append("the sender lost it") }
        case .held(let code):
            if answer?.standing != .held || answer.map({ "\($0.code)" }) != code {
                faults.append("the sender did not hear that it is held")
            }
            if !now.contains(written.dot) { faults.append("the sender lost it") }
        case .refused(let code):
            if answer?.standing != .refused || answer.map({ "\($0.code)" }) != code {
                faults.append("the sender did not hear the refusal")
            }
            if now.contains(written.dot) { faults.append("the sender still shows it") }
            let before = cell.way == .changing ? cell.seed?.siblings(cell.assignment.register) : nil
            // What came blindly found another's value on the way back, or nothing.
            if cell.way != .blind, now != (before ?? []).map(\.dot) {
                faults.append("the sender did not get the old value back")
            }
        }
        return faults
    }
}
