internal import Programme
package import Sync
internal import Wire

extension Explanation {
    /// Why a contact ended before its receipt.
    package init(_ error: SyncError) {
        switch error {
        case .noParent:
            self.init(
                Phrase("本机没有上级服务器。", "There is no server above this one."),
                safe: .nothingChanged,
                advice: Phrase(
                    "只有 init 时给了上级地址才能同步。", "Only a node enrolled with a parent can do this."))
        case .peer(let error): self.init(error)
        case .refused(let refusal): self.init(refusal.code, refusal.parameters)
        case .unexpectedSigner:
            self.init(
                Phrase(
                    "答复不是上级服务器签名的：可能连到了冒充的服务器。",
                    "The answer is not signed by the parent: this may be an impostor."),
                safe: .savedIsSafe,
                advice: Phrase(
                    "不要继续，请打电话与上级核对地址和指纹。",
                    "Stop, and compare address and fingerprint with the office above by telephone.")
            )
        case .unexpectedAnswer:
            self.init(
                Phrase("上级的答复不合规程。", "The parent answered something else than was asked."),
                safe: .savedIsSafe,
                advice: Phrase("请核对两边程序的版本。", "Compare the versions of both programs."))
        case .otherWorld: self.init(RefusalCode.world)
        case .forked: self.init(RefusalCode.forked)
        case .unequal:
            self.init(
                Phrase(
                    "修补以后两边仍不一致。", "Both ends still differ after a repair."),
                safe: Phrase(
                    "数据都在，两边都没有删除任何东西。",
                    "Nothing is lost: neither end has deleted anything."),
                advice: Phrase(
                    "请在两边运行 verify，并把结果交给管理员。",
                    "Run verify on both and give the results to the administrator."))
        case .storage(let error): self.init(error)
        }
    }

    /// Why no answer came.
    package init(_ error: PeerError) {
        let safe = Phrase(
            "本机保存的数据都在，下次会接着发送。",
            "Everything saved here is safe and will be sent next time.")
        switch error {
        case .unreachable(let address, let obstacle):
            let why = obstacle.phrase
            self.init(
                Phrase(
                    "连不上上级服务器（\(address)\(why.chinese)）。",
                    "The parent cannot be reached: \(address)\(why.english)"),
                safe: safe,
                advice: Phrase(
                    "请检查网线和网址；没有网络可以用优盘：export-bundle 文件",
                    "Check the line and the address; without a line use a stick: export-bundle FILE"
                ))
        case .timedOut:
            self.init(
                Phrase("上级服务器没有及时回答。", "The parent did not answer in time."), safe: safe,
                advice: Phrase("稍后会自动再试。", "It is tried again by itself."))
        case .wrongKey:
            self.init(
                Phrase(
                    "服务器的密钥不对：可能连到了冒充的服务器。",
                    "The server shows another key: this may be an impostor."),
                safe: safe,
                advice: Phrase(
                    "不要继续，请打电话与上级核对指纹。",
                    "Stop, and compare the fingerprint with the office above by telephone."))
        case .badAddress(let address):
            self.init(
                Phrase("这个地址不能用（\(address)）。", "This address cannot be used: \(address)"),
                safe: safe,
                advice: Phrase(
                    "请写 https://主机:端口；http:// 只用于本机。",
                    "Write https://HOST:PORT; http:// is for this computer only."))
        case .notAServer(let words):
            let (chinese, english) = words.isEmpty ? ("", "") : ("（\(words)）", " (\(words))")
            self.init(
                Phrase(
                    "回答的不是同步服务器\(chinese)。", "What answers is no sync server\(english)."),
                safe: safe,
                advice: Phrase(
                    "请核对地址；无线网络可能要先登录。",
                    "Check the address; a wireless network may ask for a login first."))
        case .busy(let seconds):
            self.init(
                Phrase(
                    "服务器正忙，请 \(seconds) 秒后再试。",
                    "The server is busy and asks to come again in \(seconds) seconds."),
                safe: safe, advice: Phrase("会自动再试。", "It is tried again by itself."))
        }
    }

    /// A request that this end refuses.
    package init(_ denial: Denial) { self.init(denial.code, denial.parameters) }
}

extension Obstacle {
    /// What is in the way, behind an address.
    fileprivate var phrase: Phrase {
        switch self {
        case .name: Phrase("，网址查不到", " (nobody knows this name)")
        case .closed: Phrase("，那里没有程序在运行", " (nothing is running there)")
        case .silent: Phrase("，没有及时回答", " (no answer in time)")
        case .protection: Phrase("，不能建立加密连接", " (no protected line could be made)")
        case .broken: Phrase("，线路中途断了", " (the line broke)")
        case .unknown: .none
        }
    }
}
