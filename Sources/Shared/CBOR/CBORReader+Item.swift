extension CBORReader {
    /// Reads one whole item, however it is nested, and returns its bytes without copying them.
    ///
    /// The item is checked completely: shortest heads, valid UTF-8, keys ascending without repetition, depth.
    public mutating func item() throws(CBORError) -> ArraySlice<UInt8> {
        let start = position
        try skip(depthLeft: limits.depthMax)
        return storage[start..<position]
    }

    /// Passes over one whole item after checking it as `item()` does.
    public mutating func skip() throws(CBORError) { try skip(depthLeft: limits.depthMax) }

    private mutating func skip(depthLeft: Int) throws(CBORError) {
        let start = offset
        switch try peek() {
        case .unsigned: _ = try head(.unsigned)
        case .negative: _ = try integer()
        case .bytes: _ = try string(.bytes)
        case .text: try skipText()
        case .bool, .null: position += 1
        case .array:
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            for _ in 0..<(try array()) { try skip(depthLeft: depthLeft - 1) }
        case .map:
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            var keys = CBORKeyOrder()
            for _ in 0..<(try map()) {
                let key = position
                try skip(depthLeft: depthLeft - 1)
                try check(&keys, from: key)
                try skip(depthLeft: depthLeft - 1)
            }
        }
    }

    private mutating func skipText() throws(CBORError) {
        let start = offset
        let utf8 = try string(.text)
        do {
            _ = try UTF8Span(validating: utf8.span)
        } catch {
            throw .invalidText(at: start)
        }
    }
}
