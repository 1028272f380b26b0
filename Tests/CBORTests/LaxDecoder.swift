import CBOR

/// A decoder with one planted fault, to show that the properties of ``RoundTripTests`` notice it.
struct LaxDecoder {
    /// What it lets pass.
    enum Fault: CaseIterable {
        case longHeads
        case anyKeyOrder
        case repairedText
        case trailingBytes
    }

    let fault: Fault
    private var bytes: ArraySlice<UInt8> = []

    init(_ fault: Fault) { self.fault = fault }

    /// The item, or nil if even this decoder refuses.
    func decode(_ bytes: [UInt8]) -> CBORItem? {
        var decoder = self
        decoder.bytes = bytes[...]
        guard let item = decoder.item(depthLeft: 8) else { return nil }
        return decoder.bytes.isEmpty || fault == .trailingBytes ? item : nil
    }

    private mutating func item(depthLeft: Int) -> CBORItem? {
        guard depthLeft > 0, let initial = bytes.first else { return nil }
        if initial >= 0xe0 { return simple() }
        guard let value = head() else { return nil }
        if initial < 0x20 { return .unsigned(value) }
        guard let count = Int(exactly: value) else { return nil }
        switch initial >> 5 {
        case 1: return .negative(Int64(~count))
        case 2: return take(count).map { .bytes(Array($0)) }
        case 3: return take(count).flatMap(text)
        case 4:
            var items: [CBORItem] = []
            for _ in 0..<min(count, 1_000) {
                guard let item = item(depthLeft: depthLeft - 1) else { return nil }
                items.append(item)
            }
            return .array(items)
        case 5: return map(count, depthLeft: depthLeft)
        default: return nil
        }
    }

    private mutating func simple() -> CBORItem? {
        switch bytes.removeFirst() {
        case 0xf4: .bool(false)
        case 0xf5: .bool(true)
        case 0xf6: .null
        default: nil
        }
    }

    private mutating func head() -> UInt64? {
        let information = bytes.removeFirst() & 0x1f
        if information < 24 { return UInt64(information) }
        guard information < 28, let argument = take(1 << Int(information - 24)) else {
            return nil
        }
        let value = argument.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let smallest: UInt64 = argument.count == 1 ? 24 : 1 << UInt64(argument.count * 4)
        return value >= smallest || fault == .longHeads ? value : nil
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard bytes.count >= count else { return nil }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    private func text(_ utf8: ArraySlice<UInt8>) -> CBORItem? {
        if fault == .repairedText { return .text(String(decoding: utf8, as: UTF8.self)) }
        return String(validating: utf8, as: UTF8.self).map { .text($0) }
    }

    private mutating func map(_ count: Int, depthLeft: Int) -> CBORItem? {
        var entries: [CBORItem.Entry] = []
        var keys: [[UInt8]] = []
        for _ in 0..<min(count, 1_000) {
            guard let key = item(depthLeft: depthLeft - 1),
                let value = item(depthLeft: depthLeft - 1), !keys.contains(key.encoded())
            else { return nil }
            let ascends = keys.last?.lexicographicallyPrecedes(key.encoded()) ?? true
            guard ascends || fault == .anyKeyOrder else { return nil }
            keys.append(key.encoded())
            entries.append(.init(key, value))
        }
        return .map(entries)
    }
}
