internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The people who work in the offices of a server.
enum UserCommands {
    /// The commands of this family, in the order of the help.
    static let all = [list, add, setRoles, disable]

    private static let list = Command(
        "user list", in: [.syncServer], summary: Phrase("列出工作人员", "list the staff"),
        options: [.under], examples: ["user list"]
    ) { context in
        let output = context.output
        let under = try context.division(.under)
        try context.replica.store.reading { snapshot in
            let lister = RecordList(snapshot, Catalogue.staffUser, output.reader.language)
            let page = try lister.page(
                try FieldWords([], of: lister.type, in: snapshot), under: under, limit: 10_000)
            output.show("users", page.table, ifEmpty: Phrase("没有工作人员。", "There is no user."))
        }
        return .done
    }

    private static let add = Command(
        "user add", in: [.syncServer], operands: Phrase("登录名", "LOGIN"), count: 1...1,
        summary: Phrase("添加工作人员", "add a person of the staff"),
        details: Phrase(
            "角色：\(roleNames)。默认 clerk。--office 是他工作的机构，默认本机构。",
            "Roles: \(roleNames); clerk if none is named. --office is where he works, this office if not said."
        ),
        options: [.name, .office, .roles],
        examples: ["user add wang --name 王志强 --office 350603101201 --roles clerk,finance"]
    ) { context in
        let login = context.operands[0]
        let office = try context.division(.office) ?? context.replica.office
        try context.replica.addUser(
            login, name: context.words.value(.name) ?? login, office: office,
            roles: try roles(context.words.value(.roles) ?? "clerk"), by: try context.actor())
        context.output.set("login", .text(login))
        context.output.say(Phrase("已添加 \(login)（\(office)）", "Added \(login) (\(office))"))
        return .done
    }

    private static let setRoles = Command(
        "user set-roles", in: [.syncServer], operands: Phrase("登录名", "LOGIN"), count: 1...1,
        summary: Phrase("改变工作人员的角色", "change what a person may do"),
        options: [.office, .roles],
        examples: ["user set-roles wang --office 350603101201 --roles clerk"]
    ) { context in
        try change(context, to: try roles(try context.require(.roles)))
    }

    private static let disable = Command(
        "user disable", in: [.syncServer], operands: Phrase("登录名", "LOGIN"), count: 1...1,
        summary: Phrase("停用工作人员", "take all roles from a person"),
        details: Phrase(
            "他以前的填写都保留；上级收到停用以前的修改照常有效。",
            "What he wrote stays; what was acknowledged before stands."),
        options: [.office], examples: ["user disable wang --office 350603101201"]
    ) { context in
        try change(context, to: [])
    }

    private static let roleNames = Role.allCases.map(\.rawValue).joined(separator: ",")

    private static func roles(_ text: String) throws(ConsoleError) -> Set<Role> {
        var roles: Set<Role> = []
        for word in text.split(separator: ",") {
            guard let role = Role(rawValue: String(word)) else {
                throw .usage(
                    Phrase(
                        "没有角色“\(word)”。有：\(roleNames)",
                        "There is no role “\(word)”. There are: \(roleNames)"))
            }
            roles.insert(role)
        }
        return roles
    }

    private static func change(
        _ context: CommandContext, to roles: Set<Role>
    ) throws -> ExitCode {
        let login = context.operands[0]
        let office = try context.division(.office) ?? context.replica.office
        let entry = try context.replica.store.reading { snapshot in
            let users = snapshot.records(
                of: "staff_user", where: "login", equals: .text(login)
            ).filter {
                snapshot.value(of: $0, "division") == .text(office.description)
            }
            guard let user = users.first else { throw EntryError.user(login) }
            return Entry(
                Catalogue.staffUser, record: user,
                values: ["role": .list(roles.sorted().map { .text($0.rawValue) })])
        }
        _ = try context.replica.enter(entry, by: try context.actor())
        let names = roles.map(\.rawValue).sorted().joined(separator: ",")
        context.output.set("roles", .list(roles.map(\.rawValue).sorted().map(JSONValue.text)))
        context.output.say(
            Phrase(
                "\(login) 的角色：\(names.isEmpty ? "无" : names)",
                "Roles of \(login): \(names.isEmpty ? "none" : names)"))
        return .done
    }
}
