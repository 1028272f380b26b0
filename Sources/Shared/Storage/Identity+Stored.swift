internal import CBOR
internal import Replication

extension Identity {
    /// The name of the setting that holds it.
    static let setting = "identity"

    /// The bytes of the setting.
    func encoded() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 9)
        writer.unsigned(1)
        writer.bytes(node.bytes)
        writer.text(office.description)
        writer.unsigned(UInt64(tier.rawValue))
        writer.text(name)
        writer.bool(isPractice)
        writer.bytes(signingSeed)
        writer.bytes(sealingSeed)
        if let parent { writer.bytes(parent.bytes) } else { writer.null() }
        return writer.bytes
    }

    /// The identity in a setting.
    init(stored bytes: [UInt8]) throws(StorageError) {
        guard let identity = try? Self(reading: bytes) else {
            throw .damaged("the identity of the replica cannot be read")
        }
        self = identity
    }

    private struct Unreadable: Error {}

    private init(reading bytes: [UInt8]) throws {
        let item = try CBORItem(decoding: bytes)
        guard case .array(let parts) = item, parts.count == 9, parts[0] == .unsigned(1),
            case .bytes(let node) = parts[1], let node = Identifier(bytes: node),
            case .text(let office) = parts[2], let office = DivisionCode(office),
            case .unsigned(let tier) = parts[3], let tier = Tier(rawValue: UInt8(clamping: tier)),
            case .text(let name) = parts[4], case .bool(let isPractice) = parts[5],
            case .bytes(let signing) = parts[6], case .bytes(let sealing) = parts[7]
        else { throw Unreadable() }
        var parent: Identifier?
        if case .bytes(let bytes) = parts[8] { parent = Identifier(bytes: bytes) }
        self.init(
            node: node, office: office, tier: tier, name: name, isPractice: isPractice,
            signingSeed: signing, sealingSeed: sealing, parent: parent)
    }
}
