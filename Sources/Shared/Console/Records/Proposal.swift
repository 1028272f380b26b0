internal import Programme
package import Replication
package import Storage
internal import Sync

/// A change that an office proposes to those who may write it.
package struct Proposal {
    /// The record of the proposal.
    package let id: RecordID

    /// The proposal that an operand names, if nobody has decided it yet.
    package init(_ text: String, in snapshot: Snapshot) throws {
        let found = try RecordFinder(snapshot).record(text)
        guard found.type?.number == Catalogue.changeProposal.number else {
            throw Self.refusal(
                Phrase("“\(text)”不是修改建议。", "“\(text)” is no proposed change."))
        }
        id = found.id
        if case .text(let word) = snapshot.value(of: id, "decision") {
            let decided = word == "agree" ? Phrase("已同意", "agreed to") : Phrase("已拒绝", "refused")
            var reason = ""
            if case .text(let text) = snapshot.value(of: id, "decision_reason") { reason = text }
            throw Self.refusal(
                Phrase(
                    "这条建议\(decided.chinese)：\(reason)",
                    "This proposal was \(decided.english) already: \(reason)"))
        }
    }

    /// What is wished for, and the record as it stands.
    package struct Wish {
        /// The record that would be changed.
        package let view: RecordView
        /// The field and its value.
        package let words: FieldWords
    }

    /// What the proposal wants of its subject.
    package func wish(in snapshot: Snapshot) throws -> Wish {
        guard case .bytes(let bytes) = snapshot.value(of: id, "subject"),
            let subject = RecordID(bytes: bytes),
            case .text(let field) = snapshot.value(of: id, "field"),
            case .text(let value) = snapshot.value(of: id, "proposed"),
            let facet = try snapshot.facets(of: subject).first,
            let type = Catalogue.type(facet.type)
        else { throw EntryError.notFound(id) }
        let view = try RecordView(subject, type: type, in: snapshot)
        let words = try Form(type).filling {
            try FieldWords(["\(field)=\(value)"], of: type, standing: view, in: snapshot)
        }
        return Wish(view: view, words: words)
    }

    /// How many proposals nobody has decided.
    package static func open(in snapshot: Snapshot) throws -> Int {
        try snapshot.rows(
            of: Catalogue.changeProposal, where: [("decision", .absent)], limit: 10_000
        ).count
    }

    private static func refusal(_ happened: Phrase) -> ConsoleError {
        .refused(
            Explanation(
                happened, safe: .nothingChanged,
                advice: Phrase(
                    "请用 list change_proposal decision= 查看待办的建议。",
                    "See the open ones: list change_proposal decision=")))
    }
}
