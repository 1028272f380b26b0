import Foundation
import Replication
import SQLite
import Storage
import Support
import Testing

@Suite("Opening a replica", .temporaryDirectory)
struct OpeningTests {
    private func mark(_ office: Office) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: office.path + ".mark")))
    }

    private func put(_ bytes: [UInt8], as path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func reason(_ office: Office) -> RenewalReason? {
        guard case .newIncarnation(_, let reason) = office.store.opening else { return nil }
        return reason
    }

    @Test func `the mark says the own head after every act, and only then`() throws {
        let office = try Office(village, parent: Identifier(high: 1, low: 1))
        let before = String(decoding: try mark(office), as: UTF8.self)
        #expect(before.contains(" 00000000000000000000 "))
        try office.set(facet(1), [16: "a"])
        let head = try office.heads[0]
        let after = String(decoding: try mark(office), as: UTF8.self)
        #expect(after.hasPrefix("\(head.replica) 00000000000000000001 "))
        #expect(after.utf8.count == before.utf8.count)
        try office.store.write { transaction throws(StorageError) in
            try transaction.setSetting("x", [1])
        }
        #expect(String(decoding: try mark(office), as: UTF8.self) == after)
    }

    @Test func `an old copy of the folder takes a new incarnation (INV-12)`() throws {
        let office = try Office(village)
        try office.set(facet(1), [16: "a"])
        try office.store.close()
        let old = office.path + "-old"
        try FileManager.default.copyItem(atPath: office.path, toPath: old)
        let again = try Office(opening: office.path)
        #expect(again.store.opening == .normal)
        try again.set(facet(1), [16: "b"])
        let lost = try again.heads[0]
        try again.store.close()
        try FileManager.default.removeItem(atPath: office.path)
        try FileManager.default.moveItem(atPath: old, toPath: office.path)
        let restored = try Office(opening: office.path)
        #expect(reason(restored) == .markAhead(sequence: 2))
        let change = try restored.set(facet(1), [16: "c"])[0]
        #expect(change.replica != lost.replica && change.sequence == 1)
        try restored.store.close()
        #expect(try Office(opening: office.path).store.opening == .normal)
    }

    @Test func `a copy from before a renewal takes a new incarnation too`() throws {
        let office = try Office(village)
        try office.store.close()
        let old = office.path + "-old"
        try FileManager.default.copyItem(atPath: office.path, toPath: old)
        let again = try Office(opening: office.path)
        try again.store.renewIncarnation(reason: .cloned)
        try again.store.close()
        try FileManager.default.removeItem(atPath: office.path)
        try FileManager.default.moveItem(atPath: old, toPath: office.path)
        #expect(reason(try Office(opening: office.path)) == .markAhead(sequence: 0))
    }

    @Test func `without a mark, or with one that cannot be read, nothing is trusted`() throws {
        let office = try Office(village)
        try office.set(facet(1), [16: "a"])
        try office.store.close()
        try FileManager.default.removeItem(atPath: office.path + ".mark")
        let first = try Office(opening: office.path, seed: 5)
        #expect(reason(first) == .markMissing)
        try first.store.close()
        try put(Array("half a li".utf8), as: office.path + ".mark")
        let second = try Office(opening: office.path, seed: 6)
        #expect(reason(second) == .markMissing)
        try second.store.close()
        #expect(try Office(opening: office.path).store.opening == .normal)
    }

    @Test func `a mark that lags behind is no sign of anything`() throws {
        let office = try Office(village)
        try office.set(facet(1), [16: "a"])
        let lagging = try mark(office)
        try office.set(facet(1), [16: "b"])
        try office.store.renewIncarnation(reason: .cloned)
        try office.set(facet(1), [16: "c"])
        try office.store.close()
        try put(lagging, as: office.path + ".mark")
        #expect(try Office(opening: office.path).store.opening == .normal)
    }

    @Test func `one fact of the machine may change at a time, two are another machine`() throws {
        let office = try Office(village)
        try office.store.close()
        for (facts, isSame) in [
            (["machine", "disk", "new board"], true), (["machine", "new disk", "new board"], true),
            (["machine", "new disk"], true), (["other machine", "other disk"], false),
            (["other machine", "other disk"], true),
        ] {
            let opened = try Office(
                opening: office.path, seed: UInt64(facts.joined().count),
                facts: MachineFacts(values: facts))
            #expect((reason(opened) == nil) == isSame, "\(facts)")
            if !isSame { #expect(reason(opened) == .machineChanged) }
            try opened.store.close()
        }
    }

    @Test func `a damaged database is not opened`() throws {
        let office = try Office(village)
        for number in 0..<50 { try office.set(facet(UInt64(number)), [16: "a"]) }
        try office.store.close()
        let path = office.path + "/replica.db"
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for index in stride(from: 4_096 * 3, to: bytes.count, by: 4_096) {
            for offset in 0..<64 { bytes[index + offset] ^= 0x5A }
        }
        try put(bytes, as: path)
        #expect {
            _ = try Office(opening: office.path)
        } throws: { error in
            guard case StorageError.damaged = error else { return false }
            return true
        }
    }

    @Test func `a later program brings the schema up to date, and an earlier one refuses it`()
        throws
    {
        let office = try Office(village)
        try office.set(facet(1), [16: "a"])
        try office.store.close()
        let known = Schema.migrations.count
        let next = Migration(Int32(known + 1), sql: "CREATE TABLE _later (a INTEGER) STRICT")
        let store = try ReplicaStore.open(
            directory: office.path, clock: TickingClock(), entropy: SeededEntropy(3),
            facts: Office.facts, plan: Schema.plan(adding: [next]))
        #expect(store.opening == .normal)
        #expect(try office.query("SELECT count(*) FROM _later") == [[.integer(0)]])
        try store.close()
        #expect {
            _ = try Office(opening: office.path)
        } throws: { error in
            guard case StorageError.newer(let found, known: known) = error else { return false }
            return found == known + 1
        }
        let again = try ReplicaStore.open(
            directory: office.path, clock: TickingClock(), entropy: SeededEntropy(3),
            facts: Office.facts, plan: Schema.plan(adding: [next]))
        #expect(try again.verify().isSound)
    }

    @Test func `a replica that a power cut left half made is made to its end`() throws {
        let path = TemporaryDirectory.file("half")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        try Schema.plan.openWriter(path + "/replica.db").close()
        #expect(throws: StorageError.self) { _ = try Office(opening: path) }
        #expect(try Office(village, name: "half").store.opening == .created)
    }

    @Test func `an act inside an act is refused, not waited for`() throws {
        let office = try Office(village)
        #expect(throws: StorageError.self) {
            try office.store.write { _ throws(StorageError) in
                try office.store.write { _ in }
            }
        }
        try office.set(facet(1), [16: "a"])
    }
}
