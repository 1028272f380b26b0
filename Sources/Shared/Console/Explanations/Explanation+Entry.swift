package import Programme
package import Sync

extension Explanation {
    /// Why an entry was not saved.
    ///
    /// - Parameter form: what was being filled in, whose words for fields are used.
    package init(_ error: EntryError, on form: Form? = nil) {
        switch error {
        case .field(let fault): self = .field(fault, form)
        case .rights(let fault, let register, let mayPropose):
            self = .rights(fault, register, mayPropose, form)
        case .blocked(let findings):
            let names = findings.map { "\($0.check.phrase.chinese)（\($0.check.name)）" }
            let english = findings.map { "\($0.check.phrase.english) (\($0.check.name))" }
            self.init(
                Phrase(
                    "检查没有通过：\(names.joined(separator: "；"))。",
                    "A check did not pass: \(english.joined(separator: "; "))."),
                safe: .notSaved,
                advice: Phrase("请核对后重新填写。", "Correct it and enter it again."))
        case .exists(let record):
            self.init(
                Phrase("这条记录已经有了：\(record)", "The record is there already: \(record)"),
                safe: .notSaved,
                advice: Phrase("要改请用：set \(record) …", "To change it: set \(record) …"))
        case .differs(let record, let changes):
            func list(_ name: (Phrase) -> String, _ join: String) -> String {
                changes.map { change in
                    let format = change.field.kind.format
                    return
                        "\(name(change.field.label)) \(format(change.before)) ≠ \(format(change.after))"
                }.joined(separator: join)
            }
            self.init(
                Phrase(
                    "这条记录已经有了，内容不同（\(list({ $0.chinese }, "，"))）。",
                    "The record is there already and says something else (\(list({ $0.english }, ", ")))."
                ),
                safe: .notSaved,
                advice: Phrase(
                    "要改请用：set \(record) …", "To change it: set \(record) …"))
        case .notFound(let record):
            self.init(
                Phrase("没有这条记录：\(record)", "There is no such record: \(record)"),
                safe: .notSaved,
                advice: Phrase("请用 list 查找。", "Look for it with list."))
        case .unknownHome:
            self.init(
                Phrase(
                    "所引用的记录不在本机，不知道新记录归谁。",
                    "What it names is not here, so nobody knows whose the record is."),
                safe: .notSaved,
                advice: Phrase("请先同步，或先录入那条记录。", "Synchronise, or enter that record first."))
        case .noSubject(let type, let field):
            let label = type.field(field)?.field.label ?? .same(field)
            self.init(
                Phrase(
                    "“\(label.chinese)”（\(field)）所指的记录不在本机。",
                    "What “\(label.english)” (\(field)) names is not here."),
                safe: .notSaved,
                advice: Phrase("请先同步，或先录入那条记录。", "Synchronise, or enter that record first."))
        case .noEvents(let record):
            self.init(
                Phrase(
                    "这种记录没有事项可填：\(record)", "Records of this type have no events: \(record)"),
                safe: .notSaved,
                advice: Phrase("要改请用：set \(record) …", "To change it: set \(record) …"))
        case .event(let refusal): self.init(refusal)
        case .nothing:
            self.init(
                Phrase("没有任何变化。", "Nothing would change."), safe: .notSaved,
                advice: Phrase("请用 show 查看现在的内容。", "See what stands with show."))
        case .user(let login): self = .user(login)
        case .practiceOnly:
            self.init(
                Phrase(
                    "--unchecked 和 --clock 只能用于练习数据。",
                    "--unchecked and --clock are for practice worlds only."),
                safe: .notSaved,
                advice: Phrase(
                    "练习请用 init --practice 另建一份。", "Make a practice world: init --practice"))
        case .storage(let error): self.init(error)
        }
    }

    private static func field(_ fault: FieldFault, _ form: Form?) -> Explanation {
        let types = form.map { [$0.type] } ?? Catalogue.types
        let label =
            types.lazy.compactMap { $0.field(fault.field)?.field.label }.first
            ?? types.lazy.flatMap(\.registers).flatMap(\.fields)
            .first { $0.name == fault.field }?.label
        let phrase = fault.error.phrase
        let name =
            label.map {
                Phrase("“\($0.chinese)”（\(fault.field)）", "“\($0.english)” (\(fault.field))")
            } ?? Phrase("“\(fault.field)”", "“\(fault.field)”")
        return Explanation(
            Phrase(
                "\(name.chinese)：\(phrase.chinese)。", "\(name.english): \(phrase.english)."),
            safe: form?.isSearch == true ? .nothingChanged : .notSaved,
            advice: fault.error == .unknownField
                ? Phrase("查看有哪些项目：fields 类型", "See the fields of a type: fields TYPE")
                : Phrase("请改正后重新填写。", "Correct it and enter it again."))
    }

    /// What was not permitted, in the words of its type; of an office's own things by their names.
    private static func label(_ register: String, _ form: Form?) -> Phrase {
        let own = [
            "quarantine": Phrase("隔离区", "quarantine"), "node": Phrase("节点", "node"),
        ]
        let types = form.map { [$0.type] } ?? Catalogue.types
        let label = types.lazy.flatMap(\.registers).first { $0.name == register }?.label
        guard let label = own[register] ?? label else { return .same("“\(register)”") }
        return Phrase("“\(label.chinese)”（\(register)）", "“\(label.english)” (\(register))")
    }

    /// A new record that would belong to an office outside.
    private static func elsewhere(_ form: Form) -> Explanation? {
        let names =
            switch form.type.home {
            case .field(let name): [name]
            case .homeOf(let names): names
            case .office: [String]()
            }
        guard form.isNew, let name = names.first, let field = form.type.field(name)?.field else {
            return nil
        }
        return Explanation(
            Phrase(
                "“\(field.label.chinese)”（\(name)）：不在本机构的范围内，这条记录应由那里的机构录入。",
                "“\(field.label.english)” (\(name)): outside this office's area; the office there enters such a record."
            ),
            safe: .notSaved, advice: Phrase("请核对后重新填写。", "Correct it and enter it again."))
    }

    private static func rights(
        _ fault: RightsFault, _ register: String, _ mayPropose: Bool, _ form: Form?
    ) -> Explanation {
        if fault == .foreignRecord, let form, let elsewhere = elsewhere(form) { return elsewhere }
        let label = label(register, form)
        let advice =
            if mayPropose {
                Phrase(
                    "可以提出修改建议：propose 编号 项目=值 --reason 理由",
                    "You may propose it: propose ID FIELD=VALUE --reason TEXT")
            } else if fault == .role || fault == .oneself {
                Phrase("请有权的同事操作：--as 登录名", "Let a colleague who may do it act: --as LOGIN")
            } else {
                Phrase(
                    "请与负责这项工作的机构联系。", "Ask the office that is responsible for it.")
            }
        return Explanation(
            Phrase(
                "\(label.chinese)：\(fault.phrase.chinese)。",
                "\(label.english): \(fault.phrase.english)."),
            safe: .notSaved, advice: advice)
    }

    private static func user(_ login: String?) -> Explanation {
        guard let login else {
            return Explanation(
                Phrase(
                    "不知道是谁在操作：本机构没有用户，或不止一个。",
                    "Who acts is not clear: this office has no user, or several."),
                safe: .notSaved,
                advice: Phrase(
                    "请用 --as 登录名；没有用户请上级用 user add 添加，然后同步。",
                    "Use --as LOGIN; if there is none, the office above adds one (user add)."))
        }
        return Explanation(
            Phrase("本机构没有用户 \(login)。", "This office has no user \(login)."),
            safe: .notSaved,
            advice: Phrase(
                "请核对登录名，或请上级用 user add 添加。",
                "Check the login, or let the office above add it (user add)."))
    }
}

/// What a person was filling in when something was wrong with it.
package struct Form {
    /// The type of the record.
    package let type: RecordType
    /// Whether the record is made now.
    package var isNew = false
    /// Whether it is a search, and nothing was to be saved.
    package var isSearch = false

    /// A form of a type.
    package init(_ type: RecordType, isNew: Bool = false, isSearch: Bool = false) {
        self.type = type
        self.isNew = isNew
        self.isSearch = isSearch
    }

    /// The error in the words of the form; what stands already stays what it is, for who counts it.
    package func inItsWords(_ error: any Error) -> any Error {
        switch error {
        case EntryError.exists, EntryError.storage: error
        case let error as EntryError: ConsoleError.refused(Explanation(error, on: self))
        default: error
        }
    }

    /// Runs what fills the form in; what is wrong is told in its words.
    package func filling<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as EntryError {
            throw ConsoleError.refused(Explanation(error, on: self))
        }
    }
}

extension Phrase {
    /// What is safe when an entry was refused.
    package static let notSaved = Phrase(
        "这一次没有保存，先前的数据没有改动。", "This was not saved; what stood before is unchanged.")
}
