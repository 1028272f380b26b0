internal import Console
internal import Programme
internal import Transport

extension Explanation {
    /// The program that was running a command went away before it had said how it ended.
    static let brokenOff = Explanation(
        Phrase(
            "正在运行的程序中途停了，不知道这件事做了没有。",
            "The running program ended in the middle: whether this was done is not known."),
        safe: .savedIsSafe,
        advice: Phrase(
            "请先用 list 或 status 查看；没有做的再做一次。",
            "Look with list or status first; do again what was not done."))

    /// Why a server does not start.
    ///
    /// - Parameter listen: where it was to listen.
    init(_ error: HTTPServerError, listen: String) {
        let (happened, advice) = error.sentences(listen)
        self.init(
            happened,
            safe: Phrase("数据没有改动，程序没有启动。", "The data are unchanged; nothing was started."),
            advice: advice)
    }
}

extension HTTPServerError {
    /// What happened, and what to do.
    fileprivate func sentences(_ listen: String) -> (happened: Phrase, advice: Phrase) {
        switch self {
        case .plainOnNetwork(let address):
            (
                Phrase(
                    "\(address) 在网络上，没有证书不能监听。",
                    "\(address) is on a network, and there is no certificate."),
                Phrase(
                    "请监听 127.0.0.1，或用 init 建立的服务器。",
                    "Listen at 127.0.0.1, or serve a server that init has made.")
            )
        case .notAnAddress(let text):
            (
                Phrase("“\(text)”不是地址。", "“\(text)” is no address."),
                Phrase("请写数字地址，如 127.0.0.1:8440。", "Write a numeric one, as 127.0.0.1:8440.")
            )
        case .placeTaken(let place):
            (
                Phrase(
                    "\(place) 已被占用：另一个程序在用，或本程序已在运行。",
                    "\(place) is taken: another program listens there, or this one runs already."),
                Phrase(
                    "请停止那个程序，或用 --listen 换一个端口。",
                    "Stop that program, or choose another port with --listen.")
            )
        case .pathTooLong(let path, let bytesMax):
            (
                Phrase(
                    "路径太长（最多 \(bytesMax) 字节）：\(path)",
                    "The path is too long (at most \(bytesMax) bytes): \(path)"),
                Phrase("请把数据放到较短的路径下。", "Put the data under a shorter path.")
            )
        case .notASocket(let path):
            (
                Phrase("\(path) 不是套接字。", "\(path) is no socket."),
                Phrase("请移走这个文件。", "Move that file away.")
            )
        case .system(let words):
            (
                Phrase("系统拒绝：\(words)", "The system refused: \(words)"),
                Phrase("请检查地址 \(listen) 和权限。", "Check the address \(listen) and your rights.")
            )
        case .identity:
            (
                Phrase("证书和密钥不相配。", "Certificate and key do not belong together."),
                Phrase("请用最近的备份恢复。", "Restore the last backup.")
            )
        }
    }
}
