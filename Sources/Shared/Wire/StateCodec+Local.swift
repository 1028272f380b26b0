internal import CBOR
internal import Replication

extension CausalContext: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        let past: VersionVector = try reader.field("past")
        let holes: [Dot] = try reader.ascending("holes", 0...Limits.holesMax)
        guard holes.allSatisfy(past.contains) else {
            throw WireError("holes", .rule("a hole lies within the past"))
        }
        self.init(past: past, holes: holes)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        past.write(to: &writer)
        writer.list(holes)
    }
}

extension RegisterName: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 2)
        self.init(
            try reader.word("number"), key: try reader.bytes("key", 0...Limits.keyBytesMax))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.unsigned(UInt64(number))
        writer.bytes(key)
    }
}

extension KnownContext: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 3)
        self.init(
            register: try reader.field("register"), dot: try reader.field("dot"),
            context: try reader.field("context"))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 3)
        register.write(to: &writer)
        dot.write(to: &writer)
        context.write(to: &writer)
    }
}

extension KnownShadow: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 6)
        register = try reader.field("register")
        let dot: Dot = try reader.field("dot")
        let value = try ValueCodec.read("value", from: &reader)
        let sibling = Sibling(
            dot: dot, value: value, stamp: try reader.field("stamp"),
            context: try reader.optional("context"))
        shadow = Shadow(sibling: sibling, by: try reader.ascending("by", 1...Int.max))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 6)
        register.write(to: &writer)
        shadow.sibling.dot.write(to: &writer)
        ValueCodec.write(shadow.sibling.value, to: &writer)
        shadow.sibling.stamp.write(to: &writer)
        writer.optional(shadow.sibling.context)
        writer.list(shadow.by)
    }
}

extension PendingWrite: Field {
    init(reading reader: inout FieldReader) throws(WireError) {
        try reader.fields("", 3)
        self.init(
            dot: try reader.field("dot"),
            sequence: try reader.unsigned("sequence", 1...Limits.numberMax),
            home: try reader.division("home"))
    }

    func write(to writer: inout CBORWriter) {
        writer.array(count: 3)
        dot.write(to: &writer)
        writer.unsigned(sequence)
        writer.division(home)
    }
}
