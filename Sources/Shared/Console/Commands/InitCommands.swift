internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Wire

/// How a replica begins: at the top by itself, everywhere else by an invitation.
enum InitCommands {
    /// The commands of this family, in the order of the help.
    static let all = [edge, server, request, answer, serverAnswer]

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
            replica = try enroll(context, invitation, as: Wanted(office: office, name: name))
            try replica.addFirstUser(login, name: login)
        } else {
            replica = try Replica.found(
                context.services.surroundings(context.directory), office: office, name: name,
                isPractice: context.words.has(.practice), login: login)
        }
        defer { try? replica.store.close() }
        try finishServer(replica, login: login, context)
        return .done
    }

    /// What a server has and an office's machine has not: its certificate, and somebody who acts.
    private static func finishServer(
        _ replica: Replica, login: String, _ context: CommandContext
    ) throws {
        let addresses = context.words.options[CommandOption.address.name] ?? []
        let fingerprint = try context.services.carriers.certify(replica, addresses)
        try PendingEnrollment(context.directory).remove()
        tell(replica, context)
        context.output.fact("fingerprint", Phrase("证书指纹", "fingerprint"), .text(fingerprint))
        context.output.fact("login", Phrase("第一个用户", "first user"), .text(login))
    }

    private static func firstLogin(_ context: CommandContext) throws -> String {
        guard let login = context.words.value(.actor) ?? context.services.login, !login.isEmpty
        else {
            throw ConsoleError.usage(
                Phrase("请用 --as 给出第一个用户的登录名。", "Name the first user with --as LOGIN."))
        }
        return login
    }

    /// What a server was told that it is.
    private struct Wanted {
        var office: DivisionCode?
        var name: String?
    }

    /// Asks each address of an invitation, with keys that survive a lost answer.
    private static func enroll(
        _ context: CommandContext, _ invitation: InvitationWords,
        as wanted: Wanted = Wanted()
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
                return try finish(
                    enrollment, try enrollment.credential(in: answer), context, as: wanted,
                    at: address)
            } catch let error as PeerError {
                failure = failure ?? error
            }
        }
        throw ConsoleError.refused(Explanation(enrolling: failure ?? .unreachable("–")))
    }

    private static func enrollment(
        _ candidate: Enrollment.Candidate, _ invitation: InvitationWords,
        _ context: CommandContext
    ) throws -> Enrollment {
        try Enrollment(
            candidate, code: invitation.code, isPractice: invitation.isPractice,
            program: context.services.surroundings(context.directory).program)
    }

    /// Makes the replica that a credential is for.
    ///
    /// - Parameters:
    ///   - wanted: what a server was told that it is.
    ///   - address: where the answer came from, kept if the server names no address.
    private static func finish(
        _ enrollment: Enrollment, _ given: Credential, _ context: CommandContext,
        as wanted: Wanted = Wanted(), at address: String?
    ) throws -> Replica {
        var credential = given
        let isServer = context.services.program == .syncServer
        guard wanted.office ?? credential.office == credential.office,
            (credential.tier >= .county) == isServer
        else { throw ConsoleError.refused(.otherOffice(credential.office, wanted.office)) }
        if let name = wanted.name, name != credential.name {
            // Where the office above knows no more than the code, the name that was given counts.
            if credential.name == credential.office.description {
                credential.name = name
            } else {
                context.output.say(
                    Phrase(
                        "上级叫它“\(credential.name)”，--name 没有采用。",
                        "The office above calls it “\(credential.name)”; --name is not taken."))
            }
        }
        if let address, !credential.addresses.contains(address) {
            credential.addresses.insert(address, at: 0)
        }
        let replica = try Replica.enroll(
            context.services.surroundings(context.directory), enrollment: enrollment,
            credential: credential)
        context.output.fact(
            "words", Phrase("核对数字（打电话与上级核对）", "numbers to compare by telephone"),
            .text(credential.words))
        return replica
    }

    private static let request = Command(
        "enroll-request", operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("没有网络时：写一份登记申请", "without a line: write a request to enroll"),
        details: Phrase(
            "上级用 node enroll 处理它，把答复文件带回来运行 enroll-answer。",
            "The office above answers it with node enroll; bring the answer back for enroll-answer."
        ),
        options: [.invitation, .invitationFile, .practice],
        examples: ["enroll-request request.hsr --invitation-file invitation.hsi"],
        needs: .directory
    ) { context in
        let invitation = try InvitationWords(context, address: nil)
        let pending = PendingEnrollment(context.directory)
        let kept = try pending.load()
        guard kept != nil || !Replica.lies(in: context.directory) else {
            throw StorageError.occupied(directory: context.directory)
        }
        try GivenFile.requireFree(context.operands[0])
        let candidate =
            kept?.candidate ?? Enrollment.Candidate(entropy: context.services.entropy)
        try pending.save(candidate, invitation)
        let enrollment = try enrollment(candidate, invitation, context)
        try Files.give(enrollment.request, as: context.operands[0])
        context.output.set("file", .text(context.operands[0]))
        context.output.say(
            Phrase(
                "请把 \(context.operands[0]) 带到上级，运行 node enroll。",
                "Take \(context.operands[0]) to the office above, for node enroll."))
        return .done
    }

    private static let answer = Command(
        "enroll-answer", in: [.edgeNode], operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("没有网络时：用县里的答复完成登记", "without a line: finish with the county's answer"),
        examples: ["enroll-answer answer.hsa"], needs: .directory
    ) { context in
        let replica = try enroll(byFile: context)
        defer { try? replica.store.close() }
        try PendingEnrollment(context.directory).remove()
        tell(replica, context)
        return .done
    }

    private static let serverAnswer = Command(
        "enroll-answer", in: [.syncServer], operands: Phrase("文件", "FILE"), count: 1...1,
        summary: Phrase("没有网络时：用上级的答复完成登记", "without a line: finish with the parent's answer"),
        details: Phrase(
            "--as 是第一个用户的登录名，默认是系统用户名。",
            "--as is the first user's login, your login here if not said."),
        options: [.name, .address],
        examples: ["enroll-answer answer.hsa --address https://192.168.1.10:8440"],
        needs: .directory
    ) { context in
        let login = try firstLogin(context)
        let replica = try enroll(
            byFile: context, as: Wanted(name: context.words.value(.name)))
        defer { try? replica.store.close() }
        try replica.addFirstUser(login, name: login)
        try finishServer(replica, login: login, context)
        return .done
    }

    /// Makes the replica out of a file that answers the request of this machine.
    private static func enroll(
        byFile context: CommandContext, as wanted: Wanted = Wanted()
    ) throws -> Replica {
        let pending = PendingEnrollment(context.directory)
        guard let (candidate, invitation) = try pending.load() else {
            throw ConsoleError.refused(
                Explanation(
                    Phrase("本机没有写过登记申请。", "No request was written on this machine."),
                    safe: .nothingChanged,
                    advice: Phrase("请先运行 enroll-request。", "Run enroll-request first.")))
        }
        let path = context.operands[0]
        let enrollment = try enrollment(candidate, invitation, context)
        let credential: Credential
        do {
            credential = try enrollment.credential(in: try Files.read(path))
        } catch let error as SyncError {
            guard case .refused = error else {
                throw ConsoleError.refused(.otherAnswer(path))
            }
            throw error
        } catch let fault as FileFault {
            throw fault
        } catch {
            throw ConsoleError.refused(.notAnAnswer(path))
        }
        return try finish(enrollment, credential, context, as: wanted, at: nil)
    }

    /// Who the new replica is.
    private static func tell(_ replica: Replica, _ context: CommandContext) {
        let identity = replica.store.identity
        let output = context.output
        output.fact("office", Phrase("机构", "office"), .text(identity.office.description))
        output.fact("name", Phrase("名称", "name"), .text(identity.name))
        output.fact(
            "tier", Phrase("层级", "tier"),
            Cell(identity.tier.label.text(output.reader.language), json: .text("\(identity.tier)")))
        output.fact("node", Phrase("节点", "node"), .text(identity.node.description))
        output.set("practice", .bool(identity.isPractice))
        if identity.isPractice {
            output.say(Phrase("这是练习数据。", "This is a practice world."))
        }
    }
}
