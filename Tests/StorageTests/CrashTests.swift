import Foundation
import Replication
import Storage
import Support
import Testing

/// A process that ends in the middle, and a machine without power (INV-8, INV-9).
@Suite("Crashes", .temporaryDirectory)
struct CrashTests {
    let server: Office
    let child: Office

    init() throws {
        server = try Office(county, seed: 1)
        child = try Office(village, parent: server.node, seed: 2)
    }

    /// What the disk would hold if the process ended now, opened by the next one.
    private func survivor(
        of office: Office, _ name: String, log bytes: Int? = nil
    ) throws -> Office {
        let path = office.path + "-" + name
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        for file in ["replica.db", "replica.db-wal"] {
            let from = URL(fileURLWithPath: office.path + "/" + file)
            guard var data = try? Data(contentsOf: from) else { continue }
            if file.hasSuffix("-wal"), let bytes { data = data.prefix(bytes) }
            try data.write(to: URL(fileURLWithPath: path + "/" + file))
        }
        try files.copyItem(atPath: office.path + ".mark", toPath: path + ".mark")
        return try Office(opening: path, seed: 99)
    }

    private func seen(_ office: Office) throws -> [[String]] {
        try (1...4).map { try office.texts(facet(UInt64($0)), 16) }
    }

    @Test func `a process killed within an act leaves the act before (INV-8, INV-9)`() throws {
        for number in 1...3 { try child.set(facet(UInt64(number)), [16: "a"]) }
        try child.set(facet(4), [16: "big", 17: String(repeating: "x", count: 60_000)])
        let arrivals = try Carrying.run(child, try child.heads[0].replica, 1).map {
            Carrying.arrival($0, from: child)
        }
        var names = 0
        try server.store.write { transaction throws(StorageError) in
            for arrival in arrivals {
                _ = try transaction.receive([arrival])
                try transaction.setSetting("n\(names)", [UInt8](repeating: 1, count: 9_000))
                names += 1
                do {
                    let dead = try survivor(of: server, "killed-\(names)")
                    #expect(dead.store.opening == .normal)
                    #expect(try dead.heads.isEmpty)
                    #expect(try seen(dead) == [[], [], [], []])
                    #expect(try dead.store.verify().isSound)
                } catch {
                    throw .stopped(error)
                }
            }
        }
        let after = try survivor(of: server, "after")
        #expect(try seen(after) == [["a"], ["a"], ["a"], ["big"]])
        #expect(try after.digest(child.scope) == child.digest(child.scope))
        let own = Set(try server.heads.map(\.chain))
        #expect(Set(try after.heads.map(\.chain)) == own)
    }

    @Test func `a cut of the power leaves a whole number of acts, and a sound replica (INV-9)`()
        throws
    {
        for number in 0..<12 {
            try child.author(
                (1...3).map { record in
                    Draft(
                        facet: facet(UInt64(record)), type: unknownType, home: child.office,
                        assignments: [Assignment(RegisterName(16), .text("\(number)"))])
                })
        }
        let whole = child.path + "/replica.db-wal"
        let attributes = try FileManager.default.attributesOfItem(atPath: whole)
        let count = try #require(attributes[.size] as? Int)
        var last: UInt64 = 0
        var renewed = 0
        for cut in stride(from: count, to: 0, by: -max(count / 24, 1)).reversed() {
            guard let found = try? survivor(of: child, "cut-\(cut)", log: cut) else {
                // The schema itself was cut: there is no replica yet.
                #expect(last == 0)
                continue
            }
            let head = try found.heads.first?.sequence ?? 0
            #expect(head.isMultiple(of: 3) && head >= last, "cut at \(cut)")
            last = head
            let texts = try (1...3).map { try found.texts(facet(UInt64($0)), 16) }
            #expect(Set(texts).count == 1, "cut at \(cut)")
            #expect(try found.store.verify().isSound, "cut at \(cut)")
            // Behind its mark it may not go on under its name (INV-7).
            if case .newIncarnation = found.store.opening { renewed += 1 }
            #expect((found.store.opening == .normal) == (head == 36), "cut at \(cut)")
            try found.store.close()
        }
        #expect(last == 36 && renewed > 0)
    }

    @Test func `a process that is killed lets the next one in (INV-9)`() async throws {
        let path = TemporaryDirectory.file("killed")
        let made = try Office(village, name: "killed")
        try made.set(facet(1), [16: "before"])
        try made.store.close()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let office = try Office(opening: path)
            try office.set(facet(1), [16: "acknowledged"])
            try office.store.write { transaction throws(StorageError) in
                let draft = Draft(
                    facet: facet(1), type: unknownType, home: office.office,
                    assignments: [Assignment(RegisterName(16), .text("lost"))])
                try transaction.author(
                    [draft], stamp: office.stamp(), schema: 1, rights: .none)
                raise(SIGKILL)
            }
        }
        let next = try Office(opening: path)
        #expect(next.store.opening == .normal)
        #expect(try next.texts(facet(1), 16) == ["acknowledged"])
        #expect(try next.store.verify().isSound)
    }
}
