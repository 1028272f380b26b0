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

    /// Per sibling of a register a sentence on what its writer had seen there.
    package func sentences(_ line: RecordView.Line, of view: RecordView) throws -> [Phrase] {
        let facet = FacetID(view.id, line.declaration.reach)
        let changes = try snapshot.entries(of: facet).compactMap { entry in
            entry.body.flatMap { try? ChangeCodec.decode($0) }
        }
        let writes = changes.flatMap { change in
            change.writes.filter { $0.register == line.name }.map { (change, $0) }
        }
        return line.siblings.enumerated().map { index, sibling in
            guard let (change, write) = writes.first(where: { $0.1.dot == sibling.dot }) else {
                return Phrase(
                    "第 \(index + 1) 个值的填写过程不在本机。",
                    "How value \(index + 1) came about is not known here.")
            }
            // The last value that the writer's past contains is what stood on his screen.
            let seen = writes.filter { $0.1.dot != write.dot && change.past.contains($0.1.dot) }
                .max { $0.0.stamp.time < $1.0.stamp.time }
            guard let seen else {
                return Phrase(
                    "第 \(index + 1) 个值写入时，那里还是空的。",
                    "Value \(index + 1) was written where nothing stood.")
            }
            let value = text.text(seen.1.value, of: line.declaration)
            return Phrase(
                "第 \(index + 1) 个值写入时，看到的是 \(value)。",
                "Value \(index + 1) was written by one who saw \(value).")
        }
    }
}
