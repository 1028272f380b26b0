public import Replication

/// What every program can read of a body, whatever its format.
public struct ChangeHead: Hashable, Sendable {
    /// The number of the body's format.
    public let format: UInt64
    /// The record's facet.
    public let facet: FacetID
    /// The record's type.
    public let type: UInt32
    /// The division that owned the record, as the writer knew it.
    public let home: DivisionCode
    /// The incarnation that wrote.
    public let replica: ReplicaID
    /// The number of the change in the chain of its incarnation.
    public let sequence: UInt64
    /// The act that the change belongs to.
    public let act: Act
}

extension ChangeCodec {
    /// The head of a body of this format or of a later one; `nil` if the bytes are no body at all.
    ///
    /// It says where the bytes belong, not that they can be merged.
    public static func peek(_ body: [UInt8]) -> ChangeHead? {
        guard body.count <= Limits.changeBytesMax else { return nil }
        do {
            var reader = try FieldReader(body[...])
            let count = try reader.entries("")
            guard count >= 8 else { return nil }
            let head = try head(from: &reader)
            for _ in 8..<count { try reader.skip("") }
            try reader.finish()
            return head
        } catch {
            return nil
        }
    }

    private static func head(from reader: inout FieldReader) throws(WireError) -> ChangeHead {
        let format = try reader.unsigned("format", 1...Limits.numberMax)
        let facet = try reader.facet("facet")
        let type = try reader.word("type")
        let home = try reader.division("home")
        try reader.skip("stamp")
        return ChangeHead(
            format: format, facet: facet, type: type, home: home,
            replica: try reader.identifier("replica"),
            sequence: try reader.unsigned("sequence", 1...Limits.numberMax),
            act: try reader.field("act"))
    }
}
