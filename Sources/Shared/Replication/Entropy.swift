/// Where chance comes from.
///
/// A front door gives the system's; a simulation gives a seed's.
public protocol Entropy: Sendable {
    /// `count` unpredictable bytes.
    func bytes(_ count: Int) -> [UInt8]
}

extension Entropy {
    /// A new random identifier.
    public func identifier() -> Identifier {
        guard let made = Identifier(bytes: bytes(16)) else {
            preconditionFailure("entropy answered with another number of bytes than asked")
        }
        return made
    }
}
