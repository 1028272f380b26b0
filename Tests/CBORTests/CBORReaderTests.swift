import CBOR
import Support
import Testing

/// Pulling items one by one.
struct CBORReaderTests {
    @Test func `a map is pulled field by field`() throws {
        var writer = CBORWriter(reservingCapacity: 64)
        var order = CBORKeyOrder()
        writer.map(count: 4)
        writer.integerKey(1, &order)
        writer.text("水")
        writer.integerKey(2, &order)
        writer.bytes([9, 8, 7][1...])
        writer.integerKey(-1, &order)
        writer.array(count: 3)
        writer.bool(true)
        writer.null()
        writer.unsigned(.max)
        writer.textKey("x", &order)
        writer.raw([0x81, 0x00])
        var reader = try CBORReader(writer.bytes)
        var keys = CBORKeyOrder()
        #expect(try reader.peek() == .map)
        #expect(try reader.map() == 4)
        #expect(try reader.integerKey(&keys) == 1)
        #expect(try reader.text() == "水")
        #expect(try reader.integerKey(&keys) == 2)
        #expect(try reader.bytesSlice().elementsEqual([8, 7]))
        #expect(try reader.integerKey(&keys) == -1)
        #expect(try reader.array() == 3)
        #expect(try reader.peek() == .bool)
        #expect(try reader.bool())
        #expect(try reader.peek() == .null)
        try reader.null()
        #expect(try reader.unsigned() == .max)
        #expect(try reader.textKey(&keys) == "x")
        #expect(throws: CBORError.trailingBytes(at: reader.offset)) { try reader.finish() }
        #expect(try reader.item().elementsEqual([0x81, 0x00]))
        #expect(reader.isAtEnd)
        try reader.finish()
        #expect(throws: CBORError.truncated(at: writer.bytes.count)) { try reader.peek() }
    }

    @Test func `each kind is told apart from every other`() throws {
        let samples: [(CBORKind, [UInt8])] = [
            (.unsigned, [0x01]), (.negative, [0x20]), (.bytes, [0x40]), (.text, [0x60]),
            (.array, [0x80]), (.map, [0xa0]), (.bool, [0xf4]), (.null, [0xf6]),
        ]
        let pulls: [(Set<CBORKind>, (inout CBORReader) throws -> Void)] = [
            ([.unsigned, .negative], { _ = try $0.integer() }),
            ([.unsigned], { _ = try $0.unsigned() }),
            ([.bytes], { _ = try $0.bytes() }),
            ([.bytes], { _ = try $0.bytesSlice() }),
            ([.text], { _ = try $0.text() }),
            ([.array], { _ = try $0.array() }),
            ([.map], { _ = try $0.map() }),
            ([.bool], { _ = try $0.bool() }),
            ([.null], { try $0.null() }),
        ]
        for (kind, bytes) in samples {
            #expect(try CBORReader(bytes).peek() == kind)
            for (kinds, pull) in pulls {
                var reader = try CBORReader(bytes)
                if kinds.contains(kind) {
                    try pull(&reader)
                    #expect(reader.isAtEnd)
                } else {
                    #expect(throws: CBORError.unexpected(kind, at: 0)) { try pull(&reader) }
                }
            }
        }
    }

    @Test func `keys pulled one by one must ascend`() throws {
        var keys = CBORKeyOrder()
        var repeated = try CBORReader([0xa2, 0x01, 0x00, 0x01, 0x00])
        _ = try repeated.map()
        _ = try repeated.integerKey(&keys)
        _ = try repeated.integer()
        #expect(throws: CBORError.duplicateKey(at: 3)) { try repeated.integerKey(&keys) }
        keys = CBORKeyOrder()
        var falling = try CBORReader([0xa2, 0x61, 0x62, 0x00, 0x41, 0x61, 0x00])
        _ = try falling.map()
        _ = try falling.textKey(&keys)
        _ = try falling.integer()
        #expect(throws: CBORError.keyOutOfOrder(at: 4)) { try falling.bytesKey(&keys) }
    }

    @Test func `offsets count from the beginning of a slice`() throws {
        let bytes: [UInt8] = [0xff, 0xff, 0x82, 0x00, 0xf7]
        var reader = try CBORReader(bytes[2...])
        #expect(try reader.array() == 2)
        #expect(try reader.integer() == 0)
        #expect(throws: CBORError.unsupported(.undefined, at: 2)) { try reader.skip() }
    }

    @Test func `a writer given keys out of order stops the program`() async {
        await #expect(processExitsWith: .failure) {
            var writer = CBORWriter()
            var order = CBORKeyOrder()
            writer.map(count: 2)
            writer.integerKey(-1, &order)
            writer.null()
            writer.integerKey(1, &order)
        }
    }
}
