internal import CBOR
public import Replication

/// The bytes of a register's value: null, true or false, an integer, a text, bytes, or an array.
public enum ValueCodec {
    /// The one encoding of a value.
    public static func encode(_ value: Value) -> [UInt8] {
        var writer = CBORWriter()
        write(value, to: &writer)
        return writer.bytes
    }

    /// A value from bytes that hold it and nothing else.
    public static func decode(_ bytes: [UInt8]) throws(WireError) -> Value {
        var reader = try FieldReader(bytes[...])
        let value = try read("value", from: &reader)
        try reader.finish()
        return value
    }

    /// Writes a value.
    static func write(_ value: Value, to writer: inout CBORWriter) {
        switch value {
        case .absent: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .text(let value): writer.text(value)
        case .bytes(let value): writer.bytes(value)
        case .list(let values):
            writer.array(count: values.count)
            for value in values { write(value, to: &writer) }
        }
    }

    /// Reads a value.
    static func read(
        _ name: StaticString, from reader: inout FieldReader,
        depthLeft: Int = Limits.valueDepthMax
    ) throws(WireError) -> Value {
        switch try reader.kind(name) {
        case .null:
            _ = try reader.isNull(name)
            return .absent
        case .bool: return .bool(try reader.bool(name))
        case .unsigned, .negative: return .integer(try reader.integer(name))
        case .text: return .text(try reader.text(name, Limits.textBytesMax))
        case .bytes: return .bytes(try reader.bytes(name, 0...Limits.textBytesMax))
        case .array:
            guard depthLeft > 0 else {
                throw WireError("\(name)", .rule("lists stand within lists too deep"))
            }
            var values: [Value] = []
            for _ in 0..<(try reader.entries(name, 0...Limits.listMax)) {
                values.append(try read(name, from: &reader, depthLeft: depthLeft - 1))
            }
            return .list(values)
        case .map: throw WireError("\(name)", .rule("a value is no map"))
        }
    }
}
