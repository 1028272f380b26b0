import CZstd

/// Opens bytes that are exactly one zstd frame, and stops as soon as they prove to be too much.
///
/// It works in 128 KiB at a time, the frame's window (≤ ``windowBytesMax``) and what has come out so far, which is
/// never more than `inflatedMax` or ``inflationMax(ofCompressed:)``. A size that the frame declares is a reason to
/// refuse early, and no reason to believe.
public func decompress(
    _ compressed: [UInt8], inflatedMax: Int
) throws(CompressionError) -> [UInt8] {
    try decompress(compressed[...], inflatedMax: inflatedMax)
}

/// Opens bytes that are exactly one zstd frame; see ``decompress(_:inflatedMax:)``.
public func decompress(
    _ compressed: ArraySlice<UInt8>, inflatedMax: Int
) throws(CompressionError) -> [UInt8] {
    var decompressor = Decompressor(compressed, inflatedMax: inflatedMax)
    return try decompressor.run()
}

/// The work on one frame.
private struct Decompressor: ~Copyable {
    private let compressed: ArraySlice<UInt8>
    private let inflatedMax: Int
    private let densityMax: Int
    private let context: OpaquePointer
    private var consumed = 0
    private var output: [UInt8] = []

    init(_ compressed: ArraySlice<UInt8>, inflatedMax: Int) {
        precondition(inflatedMax >= 0, "A size is not negative.")
        self.compressed = compressed
        self.inflatedMax = inflatedMax
        densityMax = inflationMax(ofCompressed: compressed.count)
        guard let context = ZSTD_createDCtx() else {
            preconditionFailure("zstd has no memory.")
        }
        self.context = context
        let code = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLogMax)
        precondition(ZSTD_isError(code) == 0, "zstd knows windows of 8 MiB.")
    }

    deinit { ZSTD_freeDCtx(context) }

    mutating func run() throws(CompressionError) -> [UInt8] {
        try checkHeader()
        var buffer = [UInt8](repeating: 0, count: ZSTD_DStreamOutSize())
        while true {
            let (code, produced) = step(into: &buffer)
            if ZSTD_isError(code) != 0 { throw refusal(code) }
            try check(size: output.count + produced)
            output.append(contentsOf: buffer[..<produced])
            if code == 0 { break }
            // All is taken, nothing more comes out, and the frame is not at its end.
            guard consumed < compressed.count || produced == buffer.count else {
                throw .truncated
            }
        }
        guard consumed == compressed.count else { throw .trailingBytes }
        return output
    }

    /// Refuses what is no frame, and frames that say themselves that they are too large.
    private mutating func checkHeader() throws(CompressionError) {
        // A skippable frame has another beginning, and would be passed over in silence.
        let magic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]
        guard compressed.prefix(4).elementsEqual(magic.prefix(compressed.count)) else {
            throw .notCompressed
        }
        let declared = compressed.withUnsafeBytes {
            ZSTD_getFrameContentSize($0.baseAddress, $0.count)
        }
        // The two largest values say "unknown" and "not readable yet"; the stream decides about those.
        guard declared < UInt64.max - 1 else { return }
        let size = Int(exactly: declared) ?? .max
        try check(size: size)
        output.reserveCapacity(size)
    }

    private func check(size: Int) throws(CompressionError) {
        guard size <= inflatedMax else { throw .tooLarge(inflatedMax: inflatedMax) }
        guard size <= densityMax else { throw .tooDense }
    }

    /// One turn: what zstd says, and how many bytes it put into the buffer.
    private mutating func step(into buffer: inout [UInt8]) -> (code: Int, produced: Int) {
        var input = ZSTD_inBuffer(src: nil, size: compressed.count, pos: consumed)
        var produced = 0
        let code = compressed.withUnsafeBytes { bytes in
            input.src = bytes.baseAddress
            return buffer.withUnsafeMutableBytes { space in
                var target = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
                defer { produced = target.pos }
                return ZSTD_decompressStream(context, &target, &input)
            }
        }
        consumed = input.pos
        return (code, produced)
    }

    private func refusal(_ code: Int) -> CompressionError {
        switch ZSTD_getErrorCode(code) {
        case ZSTD_error_frameParameter_windowTooLarge: .windowTooLarge
        case ZSTD_error_prefix_unknown: .notCompressed
        default: .damaged
        }
    }
}
