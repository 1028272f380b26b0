import Foundation
import Oracle
import Replication
import SQLite
import Storage
import Support
import Wire

/// A replica of the oracle's schedules that lives on the disk.
///
/// One store plays the part of one replica in many schedules, each on records of its own, because
/// to make a store costs more than to play a schedule. Arrivals are collected until somebody looks,
/// so that they come in batches as they do over a line.
struct DiskReplica: Subject {
    /// What a restore puts back.
    enum Way {
        /// The file that `backup` made, which says that it is one.
        case backup
        /// A copy of the folder beside the mark that is still there.
        case folder
        /// A copy of the folder and of the mark: nothing gives it away. A mutant.
        case folderWithMark
    }

    private let player: Player
    private let schedule: UInt64

    init(_ player: Player, schedule: UInt64) {
        self.player = player
        self.schedule = schedule
    }

    mutating func write(_ facet: FacetID, _ assignments: [Assignment]) throws -> Change {
        try player.flush()
        let draft = Draft(
            facet: there(facet), type: 1, home: MemoryReplica.home, assignments: assignments)
        var change = try player.office.author([draft])[0]
        change.facet = facet
        return change
    }

    mutating func apply(_ change: Change) throws {
        var change = change
        change.facet = there(change.facet)
        player.waiting.append(.change(body: ChangeCodec.encode(change), change))
    }

    mutating func apply(_ state: Record) throws {
        player.waiting.append(.state(Carrying.travelled(moved(state, to: there(state.facet)))))
    }

    func record(_ facet: FacetID) throws -> Record? {
        try player.flush()
        return try player.office.record(there(facet)).map { moved($0, to: facet) }
    }

    func backup() throws -> String {
        try player.flush()
        return try player.backup()
    }

    mutating func restore(_ backup: String) throws {
        player.waiting = []
        try player.restore(backup)
    }

    /// The record of this schedule that plays a record of the oracle.
    private func there(_ facet: FacetID) -> FacetID {
        FacetID(
            RecordID(high: facet.record.high + schedule << 8, low: facet.record.low), facet.reach)
    }

    private func moved(_ record: Record, to facet: FacetID) -> Record {
        Record(
            facet: facet, type: record.type, claimedHome: record.claimedHome,
            registers: record.registers, received: record.received, past: record.past,
            pending: record.pending)
    }

    /// The store behind the replica.
    final class Player {
        private(set) var office: Office
        var waiting: [Pulled] = []
        private let way: Way
        private let number: Int
        private var copies = 0

        init(
            _ number: Int, in folder: String, parent: Identifier? = nil, way: Way = .backup
        ) throws {
            self.way = way
            self.number = number
            office = try Office(
                county, parent: parent, seed: UInt64(number + 1),
                path: folder + "/player-\(number)")
        }

        /// No two incarnations of any player are ever made by the same chance.
        private var seed: UInt64 { UInt64(1_000 * (number + 1) + copies) }

        func flush() throws {
            guard !waiting.isEmpty else { return }
            let items = waiting
            waiting = []
            try office.store.write { transaction throws(StorageError) in
                try transaction.receivePulled(items)
            }
        }

        func backup() throws -> String {
            copies += 1
            let copy = office.path + "-copy-\(copies)"
            let files = FileManager.default
            guard way != .backup else {
                try files.createDirectory(atPath: copy, withIntermediateDirectories: false)
                _ = try office.store.backup(to: copy + "/replica.db")
                return copy
            }
            try office.store.close()
            try files.copyItem(atPath: office.path, toPath: copy)
            try files.copyItem(atPath: office.path + ".mark", toPath: copy + ".mark")
            office = try Office(opening: office.path, seed: seed)
            return copy
        }

        func restore(_ copy: String) throws {
            copies += 1
            let files = FileManager.default
            try office.store.close()
            try files.removeItem(atPath: office.path)
            try files.copyItem(atPath: copy, toPath: office.path)
            if way == .folderWithMark {
                try files.removeItem(atPath: office.path + ".mark")
                try files.copyItem(atPath: copy + ".mark", toPath: office.path + ".mark")
            }
            office = try Office(opening: office.path, seed: seed)
        }
    }
}
