package import Programme
package import Wire

extension Explanation {
    /// What the other end said when it did not carry out a request.
    ///
    /// - Parameter parameters: names and numbers that the other end gave along.
    package init(_ code: RefusalCode, _ parameters: [String] = []) {
        let details = parameters.isEmpty ? "" : parameters.joined(separator: ", ")
        let happened = code.happened
        self.init(
            details.isEmpty
                ? happened
                : Phrase(
                    "\(happened.chinese)（\(details)）", "\(happened.english) (\(details))"),
            safe: code.safe, advice: code.advice)
    }
}

extension RefusalCode {
    /// What happened.
    package var happened: Phrase {
        switch self {
        case .malformed:
            Phrase("对方看不懂这次请求。", "The other end could not read the request.")
        case .version:
            Phrase("两边的程序没有共同的版本。", "The two programs share no version.")
        case .world:
            Phrase(
                "一边是练习数据，一边是真实数据，不能相通。",
                "One end is a practice world and the other is not; they never meet.")
        case .unknownNode:
            Phrase("对方不认识本节点。", "The other end does not know this node.")
        case .unauthentic:
            Phrase("签名不对，不是本人发出的。", "A signature is not its sender's.")
        case .revoked: Phrase("本节点已被撤销。", "This node has been revoked.")
        case .replayed: Phrase("这次请求是重复的。", "The request had been used before.")
        case .sessionEnded: Phrase("这次会话已经结束。", "The conversation is over.")
        case .tooLarge: Phrase("一次发送的内容太大。", "Too much was sent at once.")
        case .gap: Phrase("中间缺少一些修改。", "Some changes before are missing.")
        case .forked:
            Phrase(
                "同一个副本有两份不同的历史：数据被复制过或恢复过。",
                "There are two histories of one replica: its data were copied or restored.")
        case .wrongRecipient:
            Phrase("这是发给另一台服务器的。", "This is meant for another server.")
        case .busy: Phrase("服务器正忙。", "The server is busy.")
        case .diskFull: Phrase("服务器的磁盘满了。", "The server's disk is full.")
        case .newerDatabase:
            Phrase(
                "服务器的数据是更新版本的程序写的。", "A newer program wrote the server's data.")
        case .stopping: Phrase("服务器正在停止。", "The server is shutting down.")
        case .invitationUnknown:
            Phrase("没有这个邀请，或邀请码不对。", "There is no such invitation, or the code is wrong.")
        case .invitationUsed:
            Phrase("这个邀请已经用过了。", "The invitation has been used already.")
        case .invitationExpired: Phrase("这个邀请已经过期。", "The invitation has expired.")
        case .invitationTries:
            Phrase("邀请码错得太多，邀请已失效。", "The code was wrong too often; it is void now.")
        case .bundleDamaged:
            Phrase("数据包不完整或被改动过。", "The bundle was cut off or changed.")
        case .bundleRecipient: Phrase("数据包不是给本机的。", "The bundle is not for this node.")
        case .bundleRepeated: Phrase("这个数据包已经导入过。", "The bundle was taken in before.")
        case .outOfScope:
            Phrase("这个区划不归对方管。", "The division lies outside what the other end serves.")
        case .recovering:
            Phrase("服务器刚恢复，还没补齐数据。", "The server was restored and is still recovering.")
        case .internalFault: Phrase("服务器的程序出了错。", "The server's program failed.")
        }
    }

    /// What is safe.
    package var safe: Phrase {
        switch self {
        case .unauthentic, .forked:
            Phrase(
                "本机的数据都在；收到的内容放在隔离区，没有并入。",
                "Everything here is safe; what was received waits in quarantine, unmerged.")
        case .invitationUnknown, .invitationUsed, .invitationExpired, .invitationTries:
            .nothingChanged
        case .bundleRepeated:
            Phrase("数据没有重复，也没有丢失。", "Nothing was doubled and nothing is lost.")
        default:
            Phrase(
                "本机保存的数据都在，对方没有收下这次的内容。",
                "Everything saved here is safe; the other end took nothing of this.")
        }
    }

    /// What to do.
    package var advice: Phrase {
        switch self {
        case .malformed, .version:
            Phrase("请更新较旧的程序，然后再试。", "Update the older program and try again.")
        case .world:
            Phrase(
                "请核对地址：练习用的节点只能连练习服务器。",
                "Check the address: a practice node speaks to practice servers only.")
        case .unknownNode, .revoked:
            Phrase(
                "请向上级要新的邀请，重新登记。",
                "Ask the office above for an invitation and enroll again.")
        case .unauthentic:
            Phrase(
                "请报告上级管理员，不要删除文件。",
                "Tell the administrator of the office above; delete nothing.")
        case .replayed, .sessionEnded, .gap, .tooLarge:
            Phrase("再同步一次即可。", "Synchronise once more.")
        case .forked:
            Phrase(
                "再同步一次，程序会换新编号继续；如有两台电脑用同一份数据，请停用一台。",
                "Synchronise again: it goes on under a new name. Stop one of two machines on one copy."
            )
        case .wrongRecipient:
            Phrase("请核对服务器地址。", "Check the server's address.")
        case .busy, .stopping, .recovering:
            Phrase("稍后会自动再试，也可以等几分钟手动同步。", "It is tried again by itself; or wait a little.")
        case .diskFull:
            Phrase("请服务器管理员腾出磁盘空间。", "The server's administrator must make room.")
        case .newerDatabase:
            Phrase("请服务器管理员更新程序。", "The server's administrator must update the program.")
        case .invitationUnknown:
            Phrase("请核对邀请码；不行就要一个新的。", "Check the code; if it is right, ask for a new one.")
        case .invitationUsed, .invitationExpired, .invitationTries:
            Phrase(
                "请上级发一个新的：sync-server node invite 区划代码",
                "Ask the office above for a new one: sync-server node invite CODE")
        case .bundleDamaged:
            Phrase("请重新复制文件，或换一个优盘。", "Copy the file again, or take another stick.")
        case .bundleRecipient:
            Phrase("请找发给本机的那个文件。", "Look for the file that was made for this node.")
        case .bundleRepeated: Phrase("不用再做什么。", "Nothing needs to be done.")
        case .outOfScope:
            Phrase("请核对区划代码。", "Check the division's code.")
        case .internalFault:
            Phrase("请把服务器日志交给管理员。", "The server's log says more; tell its administrator.")
        }
    }
}
