internal import Foundation
internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Wire

/// The machines that speak with a server: invited, enrolled, revoked.
enum NodeCommands {
    /// The commands of this family, in the order of the help.
    static let all = [list, invite, enroll, confirm, revoke]

    private static let list = Command(
        "node list", in: [.syncServer],
        summary: Phrase("列出节点：最后联系、收据", "list the nodes: last contact, receipts"),
        options: [.under], examples: ["node list", "node list --json"]
    ) { context in
        let output = context.output
        let under = try context.division(.under)
        try context.replica.store.reading { snapshot in
            let lines = NodeLines(snapshot, output.reader.language)
            output.show(
                "nodes", try lines.nodes(under: under),
                ifEmpty: Phrase("还没有节点。", "There is no node yet."))
            try lines.losses(under: under).forEach(output.say)
            output.show(
                "invitations",
                try lines.invitations(under: under, now: context.services.clock.now()),
                ifEmpty: Phrase("没有待用的邀请。", "No invitation is open."))
        }
        return .done
    }

    private static let invite = Command(
        "node invite", in: [.syncServer], operands: Phrase("区划代码", "CODE"), count: 1...1,
        summary: Phrase("邀请一个机构登记一台电脑", "invite an office to enroll a machine"),
        details: Phrase(
            "邀请码只用一次。--file 另写成文件，适合用优盘带去。",
            "The code is good once. --file also writes it into a file, for a stick."),
        options: [.name, .days, .file],
        examples: ["node invite 350603101201 --days 14 --file invitation.hsi"],
        files: [.writesOption(.file)]
    ) { context in
        let office = try CommandContext.division(context.operands[0])
        let days = try days(context)
        try requireBelow(office, context)
        let path = context.words.value(.file).map { context.files.output ?? $0 }
        // Before the invitation is made: a code that nobody sees would stand open.
        if let path { try GivenFile.requireFree(path) }
        let name = try context.words.value(.name) ?? officeName(office, context)
        let invitation = try context.replica.invite(
            office: office, name: name, days: days, by: try context.actor())
        if let path { try Files.give(invitation.file, as: path, isSecret: true) }
        context.output.set("code", .text(invitation.code))
        context.output.set("office", .text(office.description))
        context.output.say(
            Phrase(
                "给 \(name)（\(office)）的邀请码，\(days) 天内有效，只能用一次：",
                "Invitation for \(name) (\(office)), good once within \(days) days:"))
        context.output.line("  " + invitation.code)
        return .done
    }

    /// So long an invitation may be good: nobody remembers an older one.
    private static let daysMax = 366

    private static func days(_ context: CommandContext) throws -> Int {
        guard let text = context.words.value(.days) else { return 30 }
        guard let days = Int(text), (1...daysMax).contains(days) else {
            throw ConsoleError.usage(
                Phrase("--days 要写 1 到 \(daysMax)。", "--days takes 1 to \(daysMax)."))
        }
        return days
    }

    private static func requireBelow(
        _ office: DivisionCode, _ context: CommandContext
    ) throws(ConsoleError) {
        let own = context.replica.office
        guard !own.contains(office) || own == office else { return }
        throw .refused(
            Explanation(
                Phrase(
                    "\(office) 不在本服务器（\(own)）的下级。",
                    "\(office) does not lie below this server (\(own))."),
                safe: .nothingChanged,
                advice: Phrase("请核对区划代码。", "Check the division's code.")))
    }

    private static func officeName(
        _ office: DivisionCode, _ context: CommandContext
    ) throws -> String {
        try context.replica.store.reading { snapshot in
            let offices = snapshot.records(
                of: "office", where: "division", equals: .text(office.description))
            if let first = offices.first,
                case .text(let name) = snapshot.value(of: first, "name")
            {
                return name
            }
            return office.description
        }
    }

    private static let enroll = Command(
        "node enroll", in: [.syncServer], operands: Phrase("申请文件 答复文件", "REQUEST ANSWER"),
        count: 2...2,
        summary: Phrase("用文件登记一台没有网络的电脑", "enroll a machine without a line, by files"),
        examples: ["node enroll request.hsr answer.hsa"],
        files: [.reads(0), .writes(1)]
    ) { context in
        try GivenFile.requireFree(context.output(1))
        let request = try Files.read(context.input(0))
        let answer = Endpoint(context.replica).answer(.enrollments, request)
        if answer.refusal == .malformed || answer.refusal == .tooLarge {
            throw ConsoleError.refused(.notARequest(context.operands[0]))
        }
        try Files.give(answer.bytes, as: context.output(1))
        // A refusal goes back all the same: it is signed, and says why to the office.
        if let refusal = answer.refusal { throw ConsoleError.refused(Explanation(refusal)) }
        context.output.set("file", .text(context.operands[1]))
        context.output.say(
            Phrase(
                "已登记。请把 \(context.operands[1]) 带回去，运行 enroll-answer。",
                "Enrolled. Take \(context.operands[1]) back and run enroll-answer there."))
        return .done
    }

    private static let confirm = Command(
        "node confirm", in: [.syncServer], operands: Phrase("节点", "NODE"), count: 1...1,
        summary: Phrase("确认：曾有两台电脑用同一份数据", "settle that two machines used one name"),
        details: Phrase(
            "两台写的都已保留，确认后不再列出。如果一台不该用，请改用 node revoke，再给那个机构新的邀请。",
            "What both wrote is kept; it is listed no more. If one of them must stop, revoke the node and invite the office again."
        ),
        options: [.reason],
        examples: ["node confirm 350603101201 --reason 旧电脑已停用"]
    ) { context in
        let reason = try context.require(.reason)
        let node = try context.replica.store.reading {
            try NodeFinder($0).child(context.operands[0])
        }
        try context.replica.confirm(node.node, reason: reason, by: try context.actor())
        context.output.set("node", .text(node.node.description))
        context.output.say(
            Phrase("已确认 \(node.name)（\(node.office)）", "Settled \(node.name) (\(node.office))"))
        return .done
    }

    private static let revoke = Command(
        "node revoke", in: [.syncServer], operands: Phrase("节点", "NODE"), count: 1...1,
        summary: Phrase("撤销一台电脑：丢失或被盗时", "revoke a machine, lost or stolen"),
        details: Phrase(
            "它送到的修改都保留；以后的一律不收。给那个机构新的邀请即可换新电脑。",
            "What it sent stands; nothing more is taken. Invite the office again for a new machine."
        ),
        options: [.reason],
        examples: ["node revoke 350603101201 --reason 电脑被盗"]
    ) { context in
        let reason = try context.require(.reason)
        let node = try context.replica.store.reading {
            try NodeFinder($0).child(context.operands[0])
        }
        try context.replica.revoke(node.node, reason: reason, by: try context.actor())
        context.output.set("node", .text(node.node.description))
        context.output.say(
            Phrase("已撤销 \(node.name)（\(node.office)）", "Revoked \(node.name) (\(node.office))"))
        try context.replica.store.reading { snapshot in
            let received = try NodeLines(snapshot, context.output.reader.language)
                .received(of: try NodeFinder(snapshot).child("\(node.node)"))
            context.output.set("received", .integer(Int64(clamping: received)))
            context.output.say(NodeLines.lost(beside: received))
        }
        return .done
    }
}
