internal import Replication

/// What the registers of the engine itself may hold: numbers 1 to 15, whatever the programme.
///
/// A change that breaks these rules would break the merge for everybody who receives it, so it does
/// not decode. Registers of the programme are stored unread (decision 9).
enum EngineRegister {
    /// Throws if a register of the engine is written with what it cannot hold.
    ///
    /// - Parameter past: what the writer knew of the record; the life of a record may name no more,
    ///   because an edit that nobody has seen must revive it (INV-15).
    static func check(
        _ register: RegisterName, _ value: Value, within past: VersionVector
    ) throws(WireError) {
        guard register.number > 0 else {
            throw WireError("register", .rule("registers are numbered from 1"))
        }
        guard register.number < RegisterName.firstOfProgramme else { return }
        let isSound =
            switch register.number {
            case RegisterName.home.number: register.key.isEmpty && isHome(value)
            case RegisterName.voidNumber: isVoid(register) && value == .bool(true)
            case RegisterName.life.number: register.key.isEmpty && isLife(value, within: past)
            case RegisterName.eventNumber:
                register.event != nil && isEvent(value, within: past)
            default: false
            }
        guard isSound else {
            throw WireError(
                "register", .rule("register \(register.number) of the engine cannot hold this"))
        }
    }

    /// The register `home` holds the unpadded code of a division.
    private static func isHome(_ value: Value) -> Bool {
        guard case .text(let code) = value else { return false }
        return DivisionCode(unpadded: code) != nil
    }

    /// The key of a void is a dot.
    private static func isVoid(_ register: RegisterName) -> Bool {
        register.voided.map { $0.counter <= Limits.numberMax } ?? false
    }

    /// The register `life` holds the vector that the author of the withdrawal had seen.
    private static func isLife(_ value: Value, within past: VersionVector) -> Bool {
        guard let seen = EventValue.vector(value) else { return false }
        return seen.entries.allSatisfy(past.contains)
    }

    /// An event holds what its author had seen of the record, and no more than there was.
    private static func isEvent(_ value: Value, within past: VersionVector) -> Bool {
        guard let (context, _) = EventValue.parts(value) else { return false }
        return context.past.entries.allSatisfy(past.contains)
            && context.holes.allSatisfy(context.past.contains)
    }
}
