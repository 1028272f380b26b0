import Foundation
import Programme
import Replication
import SQLite
import Seal
import Storage
import Support
import Testing
import Wire

/// The small replica of one schema that lies in `Databases` for tests of upgrades.
///
/// It holds at least one row of whatever a replica holds, and is the same byte for byte whenever it
/// is made: clock and chance are the tests' own.
enum KeptDatabase {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Databases")

    /// The numbers of the schemas of which one is kept, ascending.
    static func numbers() throws -> [Int] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { name in
            name.hasPrefix("v") && name.hasSuffix(".db")
                ? Int(name.dropFirst().dropLast(3)) : nil
        }.sorted()
    }

    /// Puts a kept replica, with its mark, where a program would have left it.
    static func lay(_ number: Int, at path: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        for (name, place) in [("v\(number).db", "/replica.db"), ("v\(number).mark", ".mark")] {
            try files.copyItem(
                atPath: folder.appendingPathComponent(name).path, toPath: path + place)
        }
    }

    /// Writes the one of today's schema, and its line in the list.
    static func keep(_ made: (database: Data, mark: Data)) throws {
        let name = "v\(Schema.migrations.count)"
        try made.database.write(to: folder.appendingPathComponent("\(name).db"))
        try made.mark.write(to: folder.appendingPathComponent("\(name).mark"))
        let list = folder.appendingPathComponent("README.md")
        var lines = try String(contentsOf: list, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        lines.removeAll { $0.hasPrefix("| `\(name).db`") }
        while lines.last?.isEmpty == true { lines.removeLast() }
        lines.append(line(of: Schema.migrations.count, made.database))
        try (lines.joined(separator: "\n") + "\n").write(
            to: list, atomically: true, encoding: .utf8)
    }

    /// What the list says of a file.
    static func line(of number: Int, _ database: Data) -> String {
        let digits = hash([UInt8](database)).map { String(format: "%02x", $0) }.joined()
        return "| `v\(number).db` | \(number) | `\(digits)` |"
    }

    /// Makes one of today's schema: the file, and its mark.
    static func make(in folder: String) throws -> (database: Data, mark: Data) {
        let server = try Office(
            county, parent: Identifier(high: 5, low: 5), seed: 1, path: folder + "/server")
        let child = try Office(village, parent: server.node, seed: 2, path: folder + "/child")
        try fill(server, child)
        try keepLinks(in: server, with: child)
        try setAside(in: server)
        try server.store.close()
        let path = folder + "/copy.db"
        let reader = try Connection(.reader(server.path + "/replica.db"))
        try reader.backup(to: path)
        try reader.close()
        return (
            try Data(contentsOf: URL(fileURLWithPath: path)),
            try Data(contentsOf: URL(fileURLWithPath: server.path + ".mark"))
        )
    }

    /// Records of every presence, and every standing of changes.
    private static func fill(_ server: Office, _ child: Office) throws {
        try server.enter(
            "staff_user", id(20),
            ["login": .text("li"), "role": .list([.text("clerk"), .text("head")])])
        for number in UInt64(1)...12 {
            try child.enter(
                "person", id(number),
                ["name": .text("薛彩凤 \(number)"), "phone": .text("138000000\(10 + number)")])
        }
        try child.set(facet(50), [16: "unknown here"])
        try child.set(facet(51, .home), [16: "stays at home"])
        try Carrying.push(child, to: server)
        try Carrying.pull(child, from: server)
        // A conflict, a move, a hold, a gap, a value that does not fit.
        try child.enter("person", id(1), ["name": .text("薛采凤")])
        try server.enter("person", id(1), ["name": .text("薛彩风")], home: village)
        for reach in [Reach.county, .nation] {
            try server.author([
                Draft(
                    facet: FacetID(id(2), reach), type: 10, home: division(village),
                    assignments: [Assignment(.home, .text("350603"))])
            ])
        }
        try child.set(facet(52), [16: "first"])
        try child.set(facet(52), [16: "second"])
        try child.set(facet(53), [16: "held"])
        try child.set(facet(54), [16: "refused"])
        try Carrying.push(child, to: server) { change in
            switch change.facet {
            case facet(53): .hold(code: ExceptionCode.oldRights.rawValue, detail: "why")
            case facet(54): .refuse(code: ExceptionCode.notPermitted.rawValue, detail: "no")
            default: .merge
            }
        }
        try child.set(facet(55), [16: "first"])
        let late = try child.set(facet(55), [17: "second"])[0]
        try server.store.write { transaction throws(StorageError) in
            try transaction.receivePulled([.change(body: encoded(late), late)])
            try transaction.receivePulled([.unread([1, 2, 3])])
            try transaction.setHolds(id(3), [Finding(.duplicatePerson, other: id(4))])
        }
        try server.author([
            Draft(
                facet: FacetID(id(4), .nation), type: 10, home: division(village),
                assignments: [Assignment(RegisterName(16), .integer(5))])
        ])
    }

    /// A row of each of the other tables.
    private static func keepLinks(in server: Office, with child: Office) throws {
        let node = NodeRecord(
            node: child.node, kind: .child, office: child.office, name: "东营村",
            signingKey: [UInt8](repeating: 1, count: 32),
            sealingKey: [UInt8](repeating: 2, count: 32),
            incarnations: try child.heads.map(\.replica))
        let head = try child.heads[0]
        let own = try server.store.read { s throws(StorageError) in try s.ownHead() }
        var link = Link(child: node)
        link.advance(to: Checkpoint(logID: Identifier(high: 1, low: 1), position: 9), load: nil)
        let saved = link
        try server.store.write { transaction throws(StorageError) in
            try transaction.save(node)
            try transaction.remember(
                ImportedLine(mark: [UInt8](repeating: 5, count: 16), occurrence: 1))
            try transaction.save(saved)
            try transaction.save(
                InvitationRecord(
                    slot: [1, 2], office: child.office, name: "东营村", codeHash: [3],
                    expires: 4))
            try transaction.save(
                ReceiptRecord(
                    node: child.node, digest: Digest(), heldCount: 1, head: head, position: 3,
                    time: 5, ownEnvelope: [6], theirEnvelope: [7]))
            try transaction.keep(
                RunRecord(
                    replica: head.replica, first: 1, last: head.sequence,
                    chainBefore: Chain.start, chainAfter: head.chain,
                    signature: [UInt8](repeating: 4, count: 64)))
            try transaction.acknowledge(
                [
                    AcknowledgementMark(
                        incarnation: own.replica, upTo: 1,
                        chain: try transaction.chain(own.replica, at: 1) ?? [],
                        exceptions: [
                            ExceptionMark(
                                sequence: 1, standing: .held, code: .oldRights,
                                caseID: Identifier(high: 6, low: 6), detail: "why")
                        ])
                ], durable: [DurableMark(reach: .nation, incarnation: own.replica, upTo: 1)],
                from: Identifier(high: 5, low: 5), envelope: [1, 2, 3])
            try transaction.keepFrame(
                [8, 9], from: Identifier(high: 5, low: 5), position: 7)
            try transaction.audit(
                AuditEntry(
                    at: 1, user: "li", act: "set", object: "o", outcome: "done", detail: ""))
        }
    }

    /// What a fork leaves: one act that was written again, and one that waits for it.
    private static func setAside(in server: Office) throws {
        let head = try server.store.read { s throws(StorageError) in try s.ownHead() }
        for number in UInt64(70)...71 {
            try server.set(facet(number), [16: "\(number)"], home: division(village))
        }
        try server.store.setAside(head.replica, after: head.sequence, reason: .forked)
        let act = try server.store.write { t throws(StorageError) in try t.nextAside() }
        let again = try server.set(facet(70), [16: "70"], home: division(village))
        try server.store.write { transaction throws(StorageError) in
            try transaction.finishAside(act, as: again)
        }
    }
}
