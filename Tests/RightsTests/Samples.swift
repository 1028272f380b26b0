import Programme
import Replication
import Testing

/// Values that fit: two for every kind of field.
enum Samples {
    /// A value of a field; the second differs from the first.
    static func value(_ kind: FieldKind, second: Bool, _ chance: SeededEntropy) -> Value {
        let n: Int64 = second ? 1 : 0
        return switch kind {
        case .money(let least), .count(let least): .integer(max(least, 1) + n)
        case .year: .integer(2017 + n)
        case .date: .text(second ? "2017-07-16" : "2017-07-15")
        case .text: .text(second ? "新值" : "旧值")
        case .choice(let choices): .text(choices[second ? choices.count - 1 : 0].name)
        case .reference: .bytes(chance.bytes(16))
        case .division(let tiers): .text(division(tiers, second: second))
        case .bool: .bool(second)
        case .idNumber: .text(second ? "110101194910010028" : "11010519491231002X")
        case .maskedID: .text(second ? "110101********0028" : "110105********002X")
        case .phone: .text(second ? "13800138001" : "13800138000")
        case .card: .text(second ? "4242424242424242" : "6228480402564890018")
        case .account: .text(second ? "12345679" : "12345678")
        case .login: .text(second ? "second" : "first")
        case .bytes(let count): .bytes(chance.bytes(count))
        }
    }

    private static func division(_ tiers: Set<Tier>, second: Bool) -> String {
        let codes: [Tier: (String, String)] = [
            .village: ("350603101201", "350603101202"), .township: ("350603101", "350603103"),
            .county: ("350603", "350604"), .prefecture: ("3506", "3507"),
            .province: ("35", "36"), .nation: ("0", "0"),
        ]
        let pair = tiers.min().flatMap { codes[$0] } ?? ("0", "0")
        return second ? pair.1 : pair.0
    }

    /// What a register is set to: its name, which for a set has a key, and a value.
    static func assignment(
        _ register: RegisterDeclaration, word: String?, second: Bool, _ chance: SeededEntropy
    ) -> Assignment {
        if register.isSet, let field = register.fields.first {
            let key = value(field.kind, second: second, chance)
            return Assignment(register.registerName(key: key), .bool(true))
        }
        var values = Dictionary(
            uniqueKeysWithValues: register.fields.map { field in
                (field.name, value(field.kind, second: second, chance))
            })
        if let word {
            for field in register.fields {
                guard case .choice(let choices) = field.kind,
                    choices.contains(where: { $0.name == word })
                else { continue }
                values[field.name] = .text(word)
            }
        }
        let name =
            register.shape == .events
            ? RegisterName.event(chance.identifier()) : register.registerName()
        return Assignment(name, register.value(of: values))
    }

    /// Whether every word that the register's fields may hold has a right of its own.
    static func isAllGuarded(_ register: RegisterDeclaration) -> Bool {
        register.fields.contains { field in
            guard case .choice(let choices) = field.kind else { return false }
            return choices.allSatisfy { $0.guardian != nil }
        }
    }
}
