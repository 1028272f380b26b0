import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing

/// Every cell of the rights table, done by a real replica and carried to real servers: what the
/// shipped code makes of it is compared with what a second evaluator reads in the printed table.
@Suite(.temporaryDirectory) struct RightsCampaignTests {
    /// The table as it is printed.
    static let printed: String = ([RightsLine.header] + Rights.table.map(\.columns))
        .map { $0.joined(separator: " | ") }.joined(separator: "\n")

    private let rights = PrintedRights(Self.printed)
    private let writers: [Tier] = [.village, .township, .county, .prefecture, .province]

    /// Plays the cells of every type in a country of its own.
    private func campaigns(
        _ writers: [Tier], isSampled: Bool, _ play: (Campaign, String) throws -> Void
    ) throws {
        let template = TemporaryDirectory.file("template")
        if !FileManager.default.fileExists(atPath: template) {
            try FileManager.default.createDirectory(
                atPath: template, withIntermediateDirectories: true)
            try Country.found(in: template)
        }
        let sample = isSampled ? CellMaker.sample(of: rights) : nil
        for type in Catalogue.types
        where sample?.contains(where: { $0.hasPrefix(type.name + " ") }) ?? true {
            let folder = TemporaryDirectory.file(type.name)
            let country = try Country.open(
                copyOf: template, in: folder, seed: UInt64(type.number))
            defer {
                try? country.close()
                try? FileManager.default.removeItem(atPath: folder)
            }
            let campaign = try Campaign(
                type, rights: rights, writers: writers, country: country,
                seed: UInt64(type.number) << 16, sample: sample)
            try play(campaign, folder)
            #expect(try campaign.strayCases() == [])
        }
    }

    /// The first servers judge what comes over the carrier; those above get it by tier push.
    private func play(_ carrier: Carrier) throws -> [Campaign.Outcome] {
        var outcomes: [Campaign.Outcome] = []
        try campaigns(writers, isSampled: carrier == .bundle) { campaign, folder in
            let country = campaign.country
            for isTorn in [false, true] {
                try campaign.write { $0.isTorn == isTorn }
                for tier in writers {
                    let parent = try #require(Country.servers(above: tier).first)
                    let isEqual = try carrier.carry(
                        country.office(tier), to: country.office(parent), folder: folder,
                        isCompared: !isTorn)
                    if isTorn { continue }
                    #expect(isEqual, "\(tier) and \(parent) prove that they hold the same")
                    let differences = try campaign.differences(of: tier, and: parent)
                    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
                }
            }
            for tier in writers {
                let parent = try #require(Country.servers(above: tier).first)
                let found = try campaign.outcomes(of: tier, at: parent, sentBy: tier)
                outcomes += found
                let above = try campaign.faultsAbove(tier, rulings: found.map(\.ruling))
                #expect(above.isEmpty, "\(above.prefix(5))")
            }
        }
        return outcomes
    }

    /// Servers that judge nothing let everything through; the one above them judges alike, but
    /// voids nothing: it holds.
    private func playAbove(_ breached: Int, _ writers: [Tier]) throws -> [Campaign.Outcome] {
        var outcomes: [Campaign.Outcome] = []
        try campaigns(writers, isSampled: true) { campaign, folder in
            try campaign.write { $0.way != .blind }
            for tier in writers {
                let servers = Country.servers(above: tier).prefix(breached)
                try campaign.deliverUnjudged(from: tier, to: Array(servers))
            }
            for tier in [Tier.county, .prefecture, .province] {
                let parent = try #require(Country.servers(above: tier).first)
                let isEqual = try Carrier.http.carry(
                    campaign.country.office(tier), to: campaign.country.office(parent),
                    folder: folder)
                #expect(isEqual, "\(tier) and \(parent) prove that they hold the same")
            }
            for tier in writers {
                let servers = Country.servers(above: tier)
                outcomes += try campaign.outcomes(
                    of: tier, at: servers[breached], sentBy: servers[breached - 1])
            }
        }
        return outcomes
    }

    private func compare(_ outcomes: [Campaign.Outcome], isFirst: Bool, _ channel: String) {
        var counts: [String: Int] = [:]
        var wrong: [String] = []
        for outcome in outcomes {
            let deed = outcome.cell.deed
            let expected = isFirst ? rights.ruling(deed) : rights.rulingAbove(deed)
            counts["\(expected)", default: 0] += 1
            if outcome.ruling != expected || !outcome.faults.isEmpty {
                wrong.append(
                    "\(outcome.cell.name) at \(outcome.judge): \(outcome.ruling), expected "
                        + "\(expected) \(outcome.faults)")
            }
        }
        let summary = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        print("rights, \(channel): \(outcomes.count) cells: \(summary.joined(separator: ", "))")
        #expect(
            wrong.isEmpty, "\(wrong.count) cells: \n\(wrong.prefix(40).joined(separator: "\n"))")
    }

    /// How many of the tables with one right turned around these outcomes find out.
    private func hunt(_ outcomes: [Campaign.Outcome], isFirst: Bool, _ channel: String) {
        let tiers = Set(outcomes.map(\.cell.tier)).map(\.name)
        let mutants = rights.mutants(roles: Role.allCases.map(\.rawValue), tiers: tiers)
        let cells = Dictionary(grouping: outcomes) { $0.cell.deed.type }
        var found: [String: Int] = [:]
        var total: [String: Int] = [:]
        var lines: Set<String> = []
        for mutant in mutants {
            total[mutant.column, default: 0] += 1
            let type = String(mutant.line.prefix { $0 != "." })
            let isFound = (cells[type] ?? []).contains { outcome in
                let (rights, deed) = (mutant.rights, outcome.cell.deed)
                guard mutant.mayMatter(to: deed) else { return false }
                return outcome.ruling
                    != (isFirst ? rights.ruling(deed) : rights.rulingAbove(deed))
            }
            guard isFound else { continue }
            found[mutant.column, default: 0] += 1
            lines.insert(mutant.line)
        }
        let summary = total.keys.sorted().map { "\($0) \(found[$0] ?? 0)/\(total[$0] ?? 0)" }
        print("rights, \(channel), mutants found: \(summary.joined(separator: ", "))")
        for column in total.keys { #expect(found[column] ?? 0 > 0, "\(column)") }
        // What does not travel so far is judged by nobody, and no line of it is ever wrong.
        let unheard = Set(
            mutants.filter { mutant in
                !lines.contains(mutant.line)
                    && outcomes.contains { mutant.isAbout($0.cell.deed) && $0.ruling != .closed }
            }.map(\.line))
        #expect(unheard.isEmpty, "lines of which no cell finds out that they are wrong")
    }

    @Test func `every cell over HTTP is judged as the printed table says`() throws {
        let outcomes = try play(.http)
        compare(outcomes, isFirst: true, "HTTP")
        hunt(outcomes, isFirst: true, "HTTP")
    }

    @Test func `every cell on a stick is judged as the printed table says`() throws {
        let outcomes = try play(.bundle)
        compare(outcomes, isFirst: true, "bundle")
        hunt(outcomes, isFirst: true, "bundle")
    }

    @Test func `every cell is judged alike by the tiers above servers that let everything through`()
        throws
    {
        let played: [(Int, [Tier])] = [
            (1, [.village, .county, .prefecture]), (2, [.village, .county]), (3, [.village]),
        ]
        let outcomes = try played.flatMap { try playAbove($0, $1) }
        compare(outcomes, isFirst: false, "tier push")
        hunt(outcomes, isFirst: false, "tier push")
    }

    @Test func `every change is refused to a person as the printed table says, the nation's too`()
        throws
    {
        let template = TemporaryDirectory.file("template")
        try FileManager.default.createDirectory(
            atPath: template, withIntermediateDirectories: true)
        try Country.found(in: template)
        let country = try Country.open(
            copyOf: template, in: TemporaryDirectory.file("country"), seed: 3)
        var planter = Planter(3)
        let people = try People(&planter)
        var maker = CellMaker(
            rights: rights, planter: planter, people: people, chance: SeededEntropy(4),
            below: planter.replica)
        maker.isAtEntry = true
        var outcomes: [Campaign.Outcome] = []
        for tier in Tier.allCases {
            let office = try country.office(tier)
            for type in Catalogue.types {
                var cells = try maker.cells(type, tier)
                // A person is heard before anything travels.
                for index in cells.indices { cells[index].deed.reach = "entry" }
                try office.store.write { transaction throws(StorageError) in
                    try transaction.receivePulled(cells.compactMap(\.seed).map { .state($0) })
                }
                outcomes += try cells.map { cell in
                    Campaign.Outcome(
                        cell: cell, judge: tier, ruling: try Entering.ruling(cell, at: office),
                        faults: [])
                }
            }
        }
        compare(outcomes, isFirst: true, "entry")
        try country.close()
    }
}
