package import Programme
package import Sync

extension Explanation {
    /// Why an entry was not saved.
    package init(_ error: EntryError) {
        switch error {
        case .field(let fault): self = .field(fault)
        case .rights(let fault, let register, let mayPropose):
            self = .rights(fault, register, mayPropose)
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

    private static func field(_ fault: FieldFault) -> Explanation {
        let label = Catalogue.types.lazy.compactMap { $0.field(fault.field)?.field.label }.first
        let phrase = fault.error.phrase
        let name =
            label.map {
                Phrase("“\($0.chinese)”（\(fault.field)）", "“\($0.english)” (\(fault.field))")
            } ?? Phrase("“\(fault.field)”", "“\(fault.field)”")
        return Explanation(
            Phrase(
                "\(name.chinese)：\(phrase.chinese)。", "\(name.english): \(phrase.english)."),
            safe: .notSaved,
            advice: fault.error == .unknownField
                ? Phrase("查看有哪些项目：fields 类型", "See the fields of a type: fields TYPE")
                : Phrase("请改正后重新填写。", "Correct it and enter it again."))
    }

    private static func rights(
        _ fault: RightsFault, _ register: String, _ mayPropose: Bool
    ) -> Explanation {
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
                "“\(register)”：\(fault.phrase.chinese)。",
                "“\(register)”: \(fault.phrase.english)."),
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

extension Phrase {
    /// What is safe when an entry was refused.
    package static let notSaved = Phrase(
        "这一次没有保存，先前的数据没有改动。", "This was not saved; what stood before is unchanged.")
}
