internal import Programme
internal import Replication
package import Storage
internal import Wire

/// The entries of the audit in words of people; programs read them as they stand.
package struct AuditWords {
    private let snapshot: Snapshot
    private let text: ValueText
    private let details: ExceptionWords
    private let language: Language

    /// Words in a language, of one moment of a replica.
    package init(_ snapshot: Snapshot, _ language: Language) {
        self.snapshot = snapshot
        self.language = language
        text = ValueText(snapshot, language)
        details = ExceptionWords(snapshot, language)
    }

    /// Who, what, on what, with what outcome and why.
    package func cells(of entry: AuditEntry) -> [Cell] {
        let object = object(entry.object)
        return [
            cell(entry.user, RecordID(entry.user).map(text.author)),
            cell(entry.act, Self.act(entry.act)?.text(language)),
            cell(entry.object, object.name),
            cell(entry.outcome, outcome(entry.outcome, object.type)),
            cell(entry.detail, detail(entry.detail, object.type)),
        ]
    }

    private func cell(_ word: String, _ words: String?) -> Cell {
        let shown = words ?? word
        return Cell(shown.isEmpty ? "–" : shown, json: .text(word))
    }

    /// A node or a record by its name, with the type of the record.
    private func object(_ word: String) -> (name: String?, type: RecordType?) {
        guard let id = Identifier(word) else { return (nil, nil) }
        if let node = try? snapshot.node(id) { return ("\(node.name) \(word)", nil) }
        guard let known = try? snapshot.facets(of: id).first,
            let type = Catalogue.type(known.type)
        else { return (nil, nil) }
        let name = text.name(of: id, type: type.name)
        let label = type.label.text(language)
        return (name == word ? "\(label) \(word)" : "\(label) \(name) \(word)", type)
    }

    private func outcome(_ word: String, _ type: RecordType?) -> String? {
        if let field = type?.registers.first(where: { $0.name == word }) {
            return field.label.text(language)
        }
        let parts = word.split(separator: " ")
        if parts.count == 2, parts[0] == "code", let code = UInt16(parts[1]) {
            return ExceptionCode.phrase(code).text(language)
        }
        return Self.outcome(word)?.text(language)
    }

    private func detail(_ word: String, _ type: RecordType?) -> String? {
        if let type = Catalogue.type(named: word) { return type.label.text(language) }
        switch word {
        case "all have called": return Phrase("都联系过了", word).text(language)
        case "cloned", "forked": return Phrase("同一份数据在两台电脑上", word).text(language)
        default: return details.cell(word, of: type).text
        }
    }

    private static func act(_ word: String) -> Phrase? {
        switch word {
        case "add": Phrase("新建", "add")
        case "set": Phrase("修改", "set")
        case "resolve": Phrase("解决冲突", "resolve")
        case "admit": Phrase("准许并入", "admit")
        case "refuse": Phrase("拒绝", "refuse")
        case "invite": Phrase("邀请", "invite")
        case "enroll": Phrase("登记电脑", "enroll")
        case "revoke": Phrase("撤销电脑", "revoke")
        case "confirm": Phrase("确认电脑", "confirm")
        case "two machines": Phrase("发现两台电脑", "two machines")
        case "renew": Phrase("换新编号", "renew")
        case "recovered": Phrase("结束恢复", "recovered")
        default: nil
        }
    }

    private static func outcome(_ word: String) -> Phrase? {
        switch word {
        case "saved": Phrase("已保存", "saved")
        case "unchecked": Phrase("已保存，未经检查", "unchecked")
        case "admit", "admitted": Phrase("已并入", "admitted")
        case "refuse", "refused": Phrase("已拒绝", "refused")
        case "invited": Phrase("已邀请", "invited")
        case "enrolled": Phrase("已登记", "enrolled")
        case "revoked": Phrase("已撤销", "revoked")
        case "confirmed": Phrase("已确认", "confirmed")
        case "listed": Phrase("待核实", "listed")
        case "ended": Phrase("已结束", "ended")
        default: RenewalReason.every.first { $0.word == word.prefix { $0 != "(" } }?.phrase
        }
    }
}
