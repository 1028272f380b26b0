import Foundation
import Programme
import Replication
import Testing

/// The list of types and registers in `protocol.md` against the program's, so that a stranger can
/// write records that a server knows.
struct ProgrammeListTests {
    @Test func `types and registers are the program's`() throws {
        var document = try ProtocolDocument()
        let block = try #require(document.blocks("programme").first)
        let expected = Catalogue.types.flatMap(Self.lines)
        if ProtocolDocument.isWriting {
            document.lines.replaceSubrange(block.range, with: expected)
            try document.save()
        } else {
            #expect(Array(document.lines[block.range]) == expected, ProtocolDocumentTests.hint)
        }
    }

    private static func lines(_ type: RecordType) -> [String] {
        var head = "\(type.number) \(type.name) | " + tiers(type.creators)
        if !type.roles.isEmpty { head += " [" + roles(type.roles) + "]" }
        if let key = type.naturalKey {
            head += " key " + key.fields.joined(separator: " ")
            if let parent = key.parent { head += " of " + parent }
        }
        return [head] + type.registers.flatMap { [line($0)] + words(of: $0) }
    }

    /// The words of a register that have a right of their own.
    private static func words(of register: RegisterDeclaration) -> [String] {
        register.fields.flatMap { field -> [String] in
            guard case .choice(let choices) = field.kind else { return [] }
            return choices.compactMap { choice in
                guard let guardian = choice.guardian else { return nil }
                let who =
                    guardian.isProgram
                    ? "program" : tiers(guardian.tiers) + " [" + roles(guardian.roles) + "]"
                return "    = \(choice.name) | " + who
                    + (guardian.owner == .area ? "" : " \(guardian.owner)")
            }
        }
    }

    private static func line(_ register: RegisterDeclaration) -> String {
        let fields = register.fields.map { "\($0.name): \(kind($0.kind))" }
        var line = "  \(register.number) \(register.reach) \(register.policy)"
        line += register.shape == .single ? " " : " \(register.shape) "
        line += fields.joined(separator: ", ") + " | " + tiers(register.writers)
        if !register.initial.isEmpty { line += " + " + tiers(register.initial) }
        if !register.roles.isEmpty { line += " [" + roles(register.roles) + "]" }
        return line + (register.owner == .area ? "" : " \(register.owner)")
    }

    private static func kind(_ kind: FieldKind) -> String {
        switch kind {
        case .choice(let choices):
            return "choice(" + choices.map(\.name).joined(separator: " ") + ")"
        case .text(let max): return "text(\(max))"
        case .bytes(let count): return "bytes(\(count))"
        case .reference(let type): return "reference(\(type))"
        default: return "\("\(kind)".prefix { $0 != "(" })"
        }
    }

    private static func tiers(_ tiers: Set<Tier>) -> String {
        tiers.sorted().map { "\($0)" }.joined(separator: " ")
    }

    private static func roles(_ roles: Set<Role>) -> String {
        roles.map(\.rawValue).sorted().joined(separator: " ")
    }
}
