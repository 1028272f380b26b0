package import Programme
internal import Replication
package import Storage
internal import Wire

/// What the writers of disagreeing values had before them: the reason why they disagree.
package struct Screens {
    private let snapshot: Snapshot
    private let text: ValueText

    /// Screens in one moment of a replica.
    package init(_ snapshot: Snapshot, _ text: ValueText) {
        self.snapshot = snapshot
        self.text = text
    }

    /// What stood before the values of a register differed, and per value what its writer saw.
    package func sentences(_ line: RecordView.Line, of view: RecordView) throws -> [Phrase] {
        let facet = FacetID(view.id, line.declaration.reach)
        let changes = try snapshot.entries(of: facet).compactMap { entry in
            entry.body.flatMap { try? ChangeCodec.decode($0) }
        }
        let writes = changes.flatMap { change in
            change.writes.filter { $0.register == line.name }.map { (change: change, write: $0) }
        }
        let authors = line.siblings.map { sibling in
            writes.first { $0.write.dot == sibling.dot }
        }
        func values(_ dots: [Dot]) -> [String] {
            writes.filter { dots.contains($0.write.dot) }.map {
                text.text($0.write.value, of: line.declaration)
            }
        }
        let known = authors.compactMap { $0 }
        let common = values(Screen.common(to: known, among: writes))
        let base: [Phrase] =
            known.count == authors.count && !common.isEmpty
            ? [
                Phrase(
                    "分歧以前大家看到的是 \(common.joined(separator: " 和 "))。",
                    "Before they differed there stood \(common.joined(separator: " and ")).")
            ] : []
        return base
            + authors.enumerated().map { index, author in
                sentence(index + 1, author.map { values(Screen.before($0, among: writes)) })
            }
    }

    /// - Parameter seen: the values on the writer's screen; nil if his change is not here.
    private func sentence(_ number: Int, _ seen: [String]?) -> Phrase {
        guard let seen else {
            return Phrase(
                "第 \(number) 个值的填写过程不在本机。",
                "How value \(number) came about is not known here.")
        }
        guard !seen.isEmpty else {
            return Phrase(
                "第 \(number) 个值写入时，那里还是空的。",
                "Value \(number) was written where nothing stood.")
        }
        return Phrase(
            "第 \(number) 个值写入时，看到的是 \(seen.joined(separator: " 和 "))。",
            "Value \(number) was written by one who saw \(seen.joined(separator: " and ")).")
    }
}
