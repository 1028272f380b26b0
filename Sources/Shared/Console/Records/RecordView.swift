package import Programme
package import Replication
package import Storage

/// A record over all its facets that are here: what each register shows, and the siblings behind.
package struct RecordView {
    /// One register, or one element of a set.
    package struct Line {
        /// The declaration.
        package let declaration: RegisterDeclaration
        /// The name in the engine.
        package let name: RegisterName
        /// The values that stand.
        package let siblings: [Sibling]
        /// What the policy shows.
        package let outcome: Outcome
        /// Whether the newest value is this replica's own and the parent has not accepted it yet.
        package let isPending: Bool
    }

    /// The record.
    package let id: RecordID
    /// Its type.
    package let type: RecordType
    /// Its facets.
    package let facets: [Record]
    /// Its registers in the order of forms; elements of sets that are present.
    package let lines: [Line]

    /// The record as it stands in one moment.
    package init(_ id: RecordID, type: RecordType, in snapshot: Snapshot) throws {
        self.id = id
        self.type = type
        facets = try snapshot.facets(of: id)
        let byReach = Dictionary(facets.map { ($0.facet.reach, $0) }) { first, _ in first }
        lines = type.registers.flatMap { declaration -> [Line] in
            guard let record = byReach[declaration.reach] else { return [] }
            let pending = Set(record.pending.map(\.dot))
            return record.elements(declaration.number).compactMap { register in
                guard !register.siblings.isEmpty else { return nil }
                let outcome = declaration.policy.outcome(of: register.siblings)
                return Line(
                    declaration: declaration, name: register.name, siblings: register.siblings,
                    outcome: outcome,
                    isPending: register.siblings.contains { pending.contains($0.dot) })
            }
        }
    }

    /// The elements of a set that are present.
    package func elements(of register: RegisterDeclaration) -> [Value] {
        lines.filter {
            $0.declaration.number == register.number && $0.outcome.value == .bool(true)
        }.map { register.element($0.name.key) }
    }

    /// The dots that are on the screen of one who sees the whole record.
    package var shown: [RegisterName: [Dot]] {
        Dictionary(facets.flatMap { Array($0.shown) }) { first, second in first + second }
    }

    /// The divisions that own it.
    package var homes: [DivisionCode] { Set(facets.flatMap(\.homes)).sorted() }

    /// Whether its draft was withdrawn.
    package var isWithdrawn: Bool { facets.contains { $0.life == .withdrawn } }

    /// The registers whose values disagree, so that a person has to decide.
    package var conflicts: [Line] { lines.filter { $0.outcome.standing == .conflict } }
}
