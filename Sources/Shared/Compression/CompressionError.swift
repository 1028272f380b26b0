/// Why compressed bytes are not accepted; nothing of them is kept.
public enum CompressionError: Error, Equatable, Sendable {
    /// The bytes do not begin as a zstd frame does.
    case notCompressed
    /// The bytes end before the frame does; fetch them again.
    case truncated
    /// The frame is complete, and bytes follow it: another frame, a skippable one, or anything else.
    case trailingBytes
    /// The frame wants more memory for looking back than ``windowBytesMax``.
    case windowTooLarge
    /// What is inside is more than the caller allows.
    case tooLarge(inflatedMax: Int)
    /// What is inside is more than ``inflationMax(ofCompressed:)`` allows for so few bytes.
    case tooDense
    /// The frame contradicts itself.
    case damaged
}
