import CZstd

/// How far back a frame may refer: 8 MiB, the memory that opening it may cost beside its content.
public let windowBytesMax = 1 << windowLogMax

/// The logarithm of ``windowBytesMax``.
let windowLogMax: Int32 = 23

/// The level that carries 100,000 edits over 1 Mbit/s in 24 s; higher ones cost an old PC more than they save.
private let level: Int32 = 3

/// How many bytes may come out of so many compressed ones, whatever the caller allows.
///
/// Real frames shrink 3 to 30 times, a hostile one 32,500 times; 100 times and 64 KiB lie between.
public func inflationMax(ofCompressed count: Int) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: 100)
    return overflow ? .max : product + min(64 << 10, .max - product)
}

/// Compresses bytes into one zstd frame that ``decompress(_:inflatedMax:)`` accepts.
///
/// Bytes so regular that the frame would look like a bomb are stored as they are; no sender can be refused for
/// having typed the same thing too often.
/// - Parameter bytes: Fewer than 4 GiB.
public func compress(_ bytes: [UInt8]) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    let frame = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
        count = ZSTD_compress(buffer.baseAddress, bound, bytes, bytes.count, level)
        precondition(ZSTD_isError(count) == 0, "zstd compresses everything that fits in memory.")
    }
    return bytes.count <= inflationMax(ofCompressed: frame.count) ? frame : stored(bytes)
}

/// A zstd frame of uncompressed blocks (RFC 8878 §3.1.1).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
    let blockBytes = 128 << 10
    // Content size in four bytes, window of 128 KiB: the largest block there is.
    var frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x38]
    frame.reserveCapacity(bytes.count + 3 * (bytes.count / blockBytes + 1) + 10)
    precondition(bytes.count <= UInt32.max, "A frame holds fewer than 4 GiB.")
    for shift in [0, 8, 16, 24] { frame.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
    for start in stride(from: 0, to: bytes.count, by: blockBytes) {
        let block = bytes[start..<min(start + blockBytes, bytes.count)]
        let head = block.count << 3 | (block.endIndex == bytes.count ? 1 : 0)
        for shift in [0, 8, 16] { frame.append(UInt8(truncatingIfNeeded: head >> shift)) }
        frame.append(contentsOf: block)
    }
    return frame
}
