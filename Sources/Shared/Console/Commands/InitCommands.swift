internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Wire

/// How a replica begins: at the top by itself, everywhere else by an invitation.
enum InitCommands {
    /// The commands of this family, in the order of the help.
    static let all = [edge, server, request, answer]

    private static let edge = Command(
        "init", in: [.edgeNode],
        summary: Phrase("登记本机：邀请码来自县里", "enroll this machine with the county's invitation"),
        details: Phrase(
            "有网络时用 --server 和 --invitation，或 --invitation-file。没有网络用 enroll-request。",
            "With a line: --server and --invitation, or --invitation-file. Without: enroll-request."
        ),
        options: [.server, .invitation, .invitationFile, .practice],
        examples: ["init --invitation-file invitation.hsi"], needs: .directory
    ) { context in
        let invitation = try InvitationWords(context, address: .server)
        let replica = try enroll(context, invitation)
        defer { try? replica.store.close() }
        try PendingEnrollment(context.directory).remove()
        tell(replica, context)
        return .done
    }

    private static let server = Command(
        "init", in: [.syncServer],
        summary: Phrase("建立服务器；层级由区划代码决定", "make a server; its tier follows from the code"),
        details: Phrase(
            "最上级不写 --parent。--as 是第一个用户的登录名，默认是系统用户名。",
            "The topmost has no --parent. --as is the first user's login, your login here if not said."
        ),
        options: [.office, .name, .parent, .invitation, .invitationFile, .practice, .address],
        examples: ["init --office 0 --name 全国幸福工程 --practice --as admin"], needs: .directory
    ) { context in
        let office = try CommandContext.division(try context.require(.office))
        let name = try context.require(.name)
        let login = try firstLogin(context)
        guard office.tier >= .county else {
            throw ConsoleError.usage(
                Phrase(
                    "\(office) 是乡镇或村，请用 edge-node。",
                    "\(office) is a township or village: use edge-node."))
        }
        let replica: Replica
        if context.words.has(.parent) || context.words.has(.invitationFile) {
            let invitation = try InvitationWords(context, address: .parent)
            replica = try enroll(context, invitation, office: office)
            try replica.addFirstUser(login, name: login)
        } else {
            replica = try Replica.found(
                context.services.surroundings(context.directory), office: office, name: name,
                isPractice: context.words.has(.practice), login: login)
        }
        defer { try? replica.store.close() }
        let addresses = context.words.options[CommandOption.address.name] ?? []
        let fingerprint = try context.services.carriers.certify(replica, addresses)
        try PendingEnrollment(context.directory).remove()
        tell(replica, context)
        context.output.fact("fingerprint", Phrase("证书指纹", "fingerprint"), .text(fingerprint))
        context.output.fact("login", Phrase("第一个用户", "first user"), .text(login))
        return .done
    }

    private static func firstLogin(_ context: CommandContext) throws -> String {
        guard let login = context.words.value(.actor) ?? context.services.login, !login.isEmpty
        else {
            throw ConsoleError.usage(
                Phrase("请用 --as 给出第一个用户的登录名。", "Name the first user with --as LOGIN."))
        }
        return login
    }

    /// Asks each address of an invitation, with keys that survive a lost answer.
    private static func enroll(
        _ context: CommandContext, _ invitation: InvitationWords, office: DivisionCode? = nil
    ) throws -> Replica {
        let pending = PendingEnrollment(context.directory)
        let kept = try pending.load()
        // A good invitation is not spent on a folder that cannot be used.
        guard kept != nil || !Replica.lies(in: context.directory) else {
            throw StorageError.occupied(directory: context.directory)
        }
        let candidate =
            kept.flatMap { $0.invitation.code == invitation.code ? $0.candidate : nil }
            ?? Enrollment.Candidate(entropy: context.services.entropy)
        try pending.save(candidate, invitation)
        let enrollment = try enrollment(candidate, invitation, context)
        var failure: PeerError?
        for address in invitation.addresses {
            do {
                let peer = try context.services.carriers.peer(address, invitation.pins)
                let answer = try peer.ask(.enrollments, enrollment.request)
                return try finish(enrollment, answer, context, office: office, at: address)
            } catch let error as PeerError {
                failure = failure ?? error
            }
        }
        throw failure ?? PeerError.unreachable("–")
    }

    private static func enrollment(
        _ candidate: Enrollment.Candidate, _ invitation: InvitationWords,
        _ context: CommandContext
    ) throws -> Enrollment {
        try Enrollment(
            candidate, code: invitation.code, isPractice: invitation.isPractice,
            program: context.services.surroundings(context.directory).program)
    }

    /// Makes the replica out of the answer to an enrollment.
    ///
    /// - Parameter address: where the answer came from, kept if the server names no address.
    private static func finish(
        _ enrollment: Enrollment, _ answer: [UInt8], _ context: CommandContext,
        office: DivisionCode? = nil, at address: String?
    ) throws -> Replica {
        var credential = try enrollment.credential(in: answer)
        if let office, credential.office != office {
            throw Denial(.outOfScope, ["\(credential.office)", "\(office)"])
        }
        if let address, !credential.addresses.contains(address) {
            credential.addresses.insert(address, at: 0)
        }
        let replica = try Replica.enroll(
            context.services.surroundings(context.directory), enrollment: enrollment,
            credential: credential)
        context.output.fact(
            "words", Phrase("核对数字（打电话与县里核对）", "numbers to compare by telephone"),
            .text(credential.words))
        return replica
    }

    private static let request = Command(
        "enroll-request", in: [.edgeNode], operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("没有网络时：写一份登记申请", "without a line: write a request to enroll"),
        details: Phrase(
            "县里用 node enroll 处理它，把答复文件带回来运行 enroll-answer。",
            "The county answers it with node enroll; bring the answer back for enroll-answer."),
        options: [.invitation, .invitationFile, .practice],
        examples: ["enroll-request request.hsr --invitation-file invitation.hsi"],
        needs: .directory
    ) { context in
        let invitation = try InvitationWords(context, address: nil)
        let pending = PendingEnrollment(context.directory)
        let candidate =
            try pending.load()?.candidate
            ?? Enrollment.Candidate(entropy: context.services.entropy)
        try pending.save(candidate, invitation)
        let enrollment = try enrollment(candidate, invitation, context)
        try Files.write(enrollment.request, to: context.operands[0])
        context.output.set("file", .text(context.operands[0]))
        context.output.say(
            Phrase(
                "请把 \(context.operands[0]) 带到县里，运行 node enroll。",
                "Take \(context.operands[0]) to the county, for node enroll."))
        return .done
    }

    private static let answer = Command(
        "enroll-answer", in: [.edgeNode], operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("没有网络时：用县里的答复完成登记", "without a line: finish with the county's answer"),
        examples: ["enroll-answer answer.hsa"], needs: .directory
    ) { context in
        let pending = PendingEnrollment(context.directory)
        guard let (candidate, invitation) = try pending.load() else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("本机没有写过登记申请。", "No request was written on this machine."),
                    safe: .nothingChanged,
                    advice: Phrase("请先运行 enroll-request。", "Run enroll-request first.")))
        }
        let replica = try finish(
            try enrollment(candidate, invitation, context),
            try Files.read(context.operands[0]), context, at: nil)
        defer { try? replica.store.close() }
        try pending.remove()
        tell(replica, context)
        return .done
    }

    /// Who the new replica is.
    private static func tell(_ replica: Replica, _ context: CommandContext) {
        let identity = replica.store.identity
        let output = context.output
        output.fact("office", Phrase("机构", "office"), .text(identity.office.description))
        output.fact("name", Phrase("名称", "name"), .text(identity.name))
        output.fact("tier", Phrase("层级", "tier"), .text("\(identity.tier)"))
        output.fact("node", Phrase("节点", "node"), .text(identity.node.description))
        output.set("practice", .bool(identity.isPractice))
        if identity.isPractice {
            output.say(Phrase("这是练习数据。", "This is a practice world."))
        }
    }
}
