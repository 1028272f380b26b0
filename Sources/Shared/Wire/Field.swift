internal import CBOR
internal import Replication

/// What stands as one item in a message: it reads itself, and writes the same bytes again.
protocol Field: Sendable {
    /// Reads the item.
    init(reading reader: inout FieldReader) throws(WireError)
    /// Writes the item.
    func write(to writer: inout CBORWriter)
}

extension CBORWriter {
    /// Writes an identifier.
    mutating func identifier(_ value: Identifier) {
        raw([0x50])
        word(value.high)
        word(value.low)
    }

    /// Writes a facet.
    mutating func facet(_ value: FacetID) {
        raw([0x51])
        word(value.record.high)
        word(value.record.low)
        raw([value.reach.rawValue])
    }

    /// Eight bytes, most significant first, as part of a byte string that is being written.
    private mutating func word(_ value: UInt64) {
        raw(value.bigEndianBytes)
    }

    /// Writes a division.
    mutating func division(_ value: DivisionCode) { text(value.description) }

    /// Writes a list.
    mutating func list<Entry: Field>(_ entries: [Entry]) {
        array(count: entries.count)
        for entry in entries { entry.write(to: &self) }
    }

    /// Writes a list of byte strings.
    mutating func blobs(_ entries: [[UInt8]]) {
        array(count: entries.count)
        for entry in entries { bytes(entry) }
    }

    /// Writes an entry, or null.
    mutating func optional<Entry: Field>(_ entry: Entry?) {
        if let entry { entry.write(to: &self) } else { null() }
    }
}

extension UInt64 {
    /// The eight bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        [
            UInt8(truncatingIfNeeded: self >> 56), UInt8(truncatingIfNeeded: self >> 48),
            UInt8(truncatingIfNeeded: self >> 40), UInt8(truncatingIfNeeded: self >> 32),
            UInt8(truncatingIfNeeded: self >> 24), UInt8(truncatingIfNeeded: self >> 16),
            UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self),
        ]
    }
}

extension Identifier: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        self = try reader.identifier("")
    }

    func write(to writer: inout CBORWriter) { writer.identifier(self) }
}

extension FacetID: Field {
    init(reading reader: inout FieldReader) throws(WireError) { self = try reader.facet("") }

    func write(to writer: inout CBORWriter) { writer.facet(self) }
}

extension UInt64: Field {
    init(reading reader: inout FieldReader) throws(WireError) { self = try reader.unsigned("") }

    func write(to writer: inout CBORWriter) { writer.unsigned(self) }
}

extension UInt8: Field {
    init(reading reader: inout FieldReader) throws(WireError) { self = try reader.byte("") }

    func write(to writer: inout CBORWriter) { writer.unsigned(UInt64(self)) }
}

extension String: Field {
    init(reading reader: inout FieldReader) throws(WireError) { self = try reader.text("") }

    func write(to writer: inout CBORWriter) { writer.text(self) }
}

extension Dot: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        self.init(
            try reader.identifier("replica"),
            try reader.unsigned("counter", 1...Limits.numberMax))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.identifier(replica)
        writer.unsigned(counter)
    }
}

extension DotSet: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        let contiguous: VersionVector = try reader.field("contiguous")
        let extra: [Dot] = try reader.list("extra", 0...Limits.stragglersMax)
        guard let set = DotSet(contiguous: contiguous, extra: extra) else {
            throw WireError("extra", .order)
        }
        self = set
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        contiguous.write(to: &writer)
        writer.list(extra)
    }
}

extension Digest: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        let count = try reader.unsigned("count")
        guard let digest = Digest(count: count, sum: try reader.bytes("sum", 32)) else {
            throw WireError("sum", .rule("a sum has 32 bytes"))
        }
        self = digest
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.unsigned(count)
        writer.bytes(sum)
    }
}

extension ScopePart: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 3)
        let prefix = try reader.division("prefix")
        let isExact = try reader.bool("isExact")
        self.init(prefix, try reader.choice("reach"), isExact: isExact)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.division(prefix)
        writer.bool(isExact)
        writer.unsigned(UInt64(reach.rawValue))
    }
}

extension String {
    /// The text, cut between two characters so that its UTF-8 has at most `bytesMax` bytes.
    ///
    /// For what only explains: a long explanation must not make the receiver refuse the message.
    func cut(to bytesMax: Int) -> String {
        guard utf8.count > bytesMax else { return self }
        var count = 0
        return String(
            prefix {
                count += $0.utf8.count
                return count <= bytesMax
            })
    }
}

extension VersionVector: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        let entries: [Dot] = try reader.list("", 0...Limits.vectorMax)
        guard let vector = VersionVector(ascending: entries) else { throw WireError("", .order) }
        self = vector
    }

    func write(to writer: inout CBORWriter) { writer.list(entries) }
}

extension RightsNumber: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        self.init(try reader.identifier("replica"), try reader.unsigned("sequence"))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.identifier(replica)
        writer.unsigned(sequence)
    }
}

extension Stamp: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 4)
        self.init(
            author: try reader.identifier("author"), office: try reader.division("office"),
            tier: try reader.choice("tier"),
            time: HybridTime(ticks: try reader.time("time")))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 4)
        writer.identifier(author)
        writer.division(office)
        writer.unsigned(UInt64(tier.rawValue))
        writer.unsigned(time.ticks)
    }
}
