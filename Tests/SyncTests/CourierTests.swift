import Foundation
import Programme
import Replication
import Storage
import Support
import Sync
import Testing
import Wire

/// Contacts on a stick: the same frames, sealed, with acknowledgement and receipt.
@Suite(.temporaryDirectory) struct CourierTests {
    private func pair() throws -> (village: Office, county: Office) {
        let county = try World(folder: TemporaryDirectory.path).county()
        let village = try World(folder: TemporaryDirectory.path, seed: 50)
            .office("350603101201", under: county)
        return (village, county)
    }

    private func household(_ office: Office, _ number: String) throws -> RecordID {
        try office.add("household", ["number": number, "village": "350603101201"])
    }

    /// Down, up, down: a village that never sees a line.
    private func carry(_ village: Office, _ county: Office, _ name: String) throws -> Bool {
        let up = TemporaryDirectory.file("\(name).up")
        let down = TemporaryDirectory.file("\(name).down")
        _ = try Courier(village.replica).exportUpward(to: up)
        _ = try Courier(county.replica).importBundle(up)
        _ = try Courier(county.replica).exportDownward(
            to: down, node: village.replica.keys.node)
        return try Courier(village.replica).importBundle(down).isEqual
    }

    @Test func `a village without a line gets its data, its acknowledgement and its receipt`()
        throws
    {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        let record = try household(village, "H1")
        #expect(try carry(village, county, "second"))
        #expect(try county.shows(record, "number") == .text("H1"))
        let mark = try village.store.read { snapshot throws(StorageError) in
            try snapshot.acknowledged(snapshot.incarnation)
        }
        #expect(mark?.upTo == 1)
    }

    @Test func `a bundle that comes twice or late changes nothing`() throws {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        _ = try household(village, "H1")
        let up = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: up)
        _ = try Courier(county.replica).importBundle(up)
        _ = try household(village, "H2")
        #expect(try carry(village, county, "second"))
        let before = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        _ = try Courier(county.replica).importBundle(up)
        let after = try county.store.read { snapshot throws(StorageError) in snapshot.position }
        #expect(before == after)
    }

    @Test func `every damaged byte of a bundle is refused as a whole`() throws {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        let record = try household(village, "H1")
        let up = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: up)
        let bytes = try #require(TemporaryDirectory.read("up"))
        for index in stride(from: 0, to: bytes.count, by: 97) {
            var damaged = bytes
            damaged[index] ^= 0x20
            try TemporaryDirectory.write("damaged", damaged)
            #expect(throws: BundleError.self) {
                try Courier(county.replica).importBundle(TemporaryDirectory.file("damaged"))
            }
        }
        for count in stride(from: 0, to: bytes.count, by: 101) {
            try TemporaryDirectory.write("cut", Array(bytes.prefix(count)))
            #expect(throws: BundleError.self) {
                try Courier(county.replica).importBundle(TemporaryDirectory.file("cut"))
            }
        }
        #expect(try county.shows(record, "number") == .absent)
        #expect(try carry(village, county, "last"))
        #expect(try county.shows(record, "number") == .text("H1"))
    }

    @Test func `a bundle for another county cannot be opened`() throws {
        let (village, county) = try pair()
        _ = try carry(village, county, "first")
        let up = TemporaryDirectory.file("up")
        _ = try Courier(village.replica).exportUpward(to: up)
        let province = try #require(county.parent)
        #expect(throws: BundleError.otherRecipient) {
            try Courier(province.replica).importBundle(up)
        }
    }
}
