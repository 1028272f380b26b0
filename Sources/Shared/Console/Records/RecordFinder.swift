package import Programme
package import Replication
package import Storage

/// Finds types and records by the words that people have for them.
package struct RecordFinder {
    private let snapshot: Snapshot

    /// A finder in one moment of a replica.
    package init(_ snapshot: Snapshot) { self.snapshot = snapshot }

    /// A type by its name in data or for people: `person`, `人员`.
    package static func type(_ text: String) throws(ConsoleError) -> RecordType {
        if let type = Catalogue.type(named: text) { return type }
        if let type = Catalogue.types.first(where: { $0.label.chinese == text }) { return type }
        let names = Catalogue.types.map(\.name).joined(separator: " ")
        throw .usage(
            Phrase("没有“\(text)”这个类型。有：\(names)", "There is no type “\(text)”. There are: \(names)"))
    }

    /// A field by its name in data or for people: `amount`, `金额`.
    package static func field(
        _ text: String, of type: RecordType
    ) -> (register: RegisterDeclaration, index: Int, field: Field)? {
        if let found = type.field(text) { return found }
        let fields = type.registers.flatMap(\.fields)
        let same = fields.filter { $0.label.chinese == text || $0.label.english == text }
        return same.count == 1 ? type.field(same[0].name) : nil
    }

    /// A record by its number, the beginning of its number, or `TYPE:HANDLE`.
    package func record(_ text: String) throws -> (id: RecordID, type: RecordType?) {
        let id = try id(text)
        guard let facet = try snapshot.facets(of: id).first else { throw try unknown(text) }
        return (id, Catalogue.type(facet.type))
    }

    private func id(_ text: String) throws -> RecordID {
        if let id = RecordID(text) { return id }
        let parts = text.split(separator: ":", maxSplits: 1)
        if parts.count == 2, let type = Catalogue.type(named: String(parts[0])) {
            return try one(try records(of: type, handle: String(parts[1])), text)
        }
        guard text.count >= 4 else { throw try unknown(text) }
        return try one(try snapshot.find(prefix: text), text)
    }

    /// The record that a reference of a type names.
    package func reference(_ text: String, to type: String) throws -> RecordID {
        if let id = RecordID(text) { return id }
        if let type = Catalogue.type(named: type) {
            let found = try records(of: type, handle: text)
            if !found.isEmpty { return try one(found, text) }
        }
        return try id(text)
    }

    private func records(of type: RecordType, handle: String) throws -> [RecordID] {
        guard let name = type.handle, let field = type.field(name)?.field,
            let value = try? field.kind.parse(handle), value != .absent
        else { return [] }
        return snapshot.records(of: type.name, where: name, equals: value)
    }

    private func one(_ found: [RecordID], _ text: String) throws -> RecordID {
        guard let first = found.first else { throw try unknown(text) }
        guard found.count == 1 else {
            let names = found.prefix(5).map(\.description).joined(separator: " ")
            throw ConsoleError.refused(
                Explanation(
                    Phrase("“\(text)”有好几条：\(names)", "“\(text)” may be several: \(names)"),
                    safe: .nothingChanged,
                    advice: Phrase("请写完整的编号。", "Write the whole number.")))
        }
        return first
    }

    /// Whether this machine has never got anything from its parent: what it lacks is no loss.
    package var isUnfilled: Bool {
        get throws {
            let link = try snapshot.parentLink()
            return try snapshot.parent() != nil && link?.lastContact == nil && link?.cursor == nil
        }
    }

    private func unknown(_ text: String) throws -> ConsoleError {
        .refused(
            Explanation(
                Phrase("本机没有记录“\(text)”。", "There is no record “\(text)” here."),
                safe: .nothingChanged,
                advice: try isUnfilled
                    ? .notYetFilled : Phrase("请用 list 类型 查找。", "Look for it with: list TYPE")))
    }
}

extension Phrase {
    /// What a new or replaced machine says before its first contact.
    package static let notYetFilled = Phrase(
        "本机还没有从上级取过数据，请先运行 sync（没有网络用优盘）；上级有的都会回来。",
        "This machine has got nothing from its parent yet: run sync first (or use a stick); all that the parent has comes."
    )
}
