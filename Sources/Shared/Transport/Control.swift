internal import Foundation

/// A command that one process asks another to run, because that one has the replica open.
public struct ControlRequest: Sendable, Equatable {
    /// The words of the command line.
    public let arguments: [String]
    /// The language of the caller, as in `LANG`.
    public let language: String
    /// How many columns the caller's terminal has; 0 if it is none.
    public let columns: Int
    /// Which program the caller is.
    public let program: String
    /// Whether the caller shows how far long work is.
    public let showsProgress: Bool
    /// The contents of a file that the command reads; the caller opened it.
    public let input: [UInt8]

    /// A request.
    public init(
        arguments: [String], language: String, columns: Int, program: String = "",
        showsProgress: Bool = false, input: [UInt8] = []
    ) {
        self.arguments = arguments
        self.language = language
        self.columns = columns
        self.program = program
        self.showsProgress = showsProgress
        self.input = input
    }
}

/// What comes back, piece by piece: lines for the two outputs, a file, the exit code last.
public enum ControlPiece: Sendable, Equatable {
    /// Bytes for standard output.
    case output([UInt8])
    /// Bytes for standard error.
    case error([UInt8])
    /// Bytes of the file that the caller asked to be written.
    case file([UInt8])
    /// The exit code; nothing follows.
    case exit(Int32)
}

/// How requests and pieces stand on the socket: the words as a urlencoded form, and each piece
/// with a letter and its length before it.
enum ControlCodec {
    /// The address on the socket.
    static let path = "/control"
    /// The form, and after a line feed the bytes of the input.
    static func body(_ request: ControlRequest) -> [UInt8] {
        var fields = request.arguments.map { ("word", $0) }
        fields.append(("language", request.language))
        fields.append(("columns", "\(request.columns)"))
        fields.append(("program", request.program))
        fields.append(("progress", request.showsProgress ? "yes" : "no"))
        let form = fields.map { "\($0.0)=\(escape($0.1))" }.joined(separator: "&")
        return Array(form.utf8) + [10] + request.input
    }

    /// The request that a body holds; `nil` if it holds none.
    static func request(_ body: [UInt8]) -> ControlRequest? {
        guard let end = body.firstIndex(of: 10) else { return nil }
        let form = String(decoding: body[..<end], as: UTF8.self)
        var words: [String] = []
        var others: [String: String] = [:]
        for field in form.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = String(parts[1]).removingPercentEncoding else {
                return nil
            }
            if parts[0] == "word" { words.append(value) } else { others[String(parts[0])] = value }
        }
        return ControlRequest(
            arguments: words, language: others["language"] ?? "",
            columns: Int(others["columns"] ?? "") ?? 0, program: others["program"] ?? "",
            showsProgress: others["progress"] == "yes", input: Array(body[(end + 1)...]))
    }

    /// The bytes of a piece.
    static func encode(_ piece: ControlPiece) -> [UInt8] {
        switch piece {
        case .output(let bytes): frame("o", bytes)
        case .error(let bytes): frame("e", bytes)
        case .file(let bytes): frame("f", bytes)
        case .exit(let code): frame("x", Array("\(code)".utf8))
        }
    }

    private static func frame(_ letter: Character, _ bytes: [UInt8]) -> [UInt8] {
        Array("\(letter)\(bytes.count)\n".utf8) + bytes
    }

    /// Takes whole pieces from the beginning of what has come.
    static func take(_ waiting: inout [UInt8]) -> [ControlPiece]? {
        var pieces: [ControlPiece] = []
        while let end = waiting.firstIndex(of: 10) {
            let head = String(decoding: waiting[1..<max(1, end)], as: UTF8.self)
            guard let letter = waiting.first, let count = Int(head), count >= 0 else { return nil }
            guard waiting.count - end - 1 >= count else { break }
            let bytes = Array(waiting[(end + 1)..<(end + 1 + count)])
            switch letter {
            case UInt8(ascii: "o"): pieces.append(.output(bytes))
            case UInt8(ascii: "e"): pieces.append(.error(bytes))
            case UInt8(ascii: "f"): pieces.append(.file(bytes))
            case UInt8(ascii: "x"):
                guard let code = Int32(String(decoding: bytes, as: UTF8.self)) else { return nil }
                pieces.append(.exit(code))
            default: return nil
            }
            waiting.removeFirst(end + 1 + count)
        }
        return pieces
    }

    private static func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}

/// The running program's end of the control socket.
public enum ControlRoute {
    /// The route that runs commands; the socket's mode admits its owner alone.
    ///
    /// - Parameter run: runs a command, and says what is to be printed as it goes; false from the
    ///   closure that it is given means that nobody listens any more.
    public static func route(
        _ run:
            @escaping @Sendable (ControlRequest, @escaping @Sendable (ControlPiece) -> Bool) ->
            Int32
    ) -> Route {
        Route(.post, ControlCodec.path, bodyBytesMax: 64 << 20) { request in
            guard request.isUnixSocket, let asked = ControlCodec.request(request.body) else {
                return .text(400, "not a command")
            }
            return Response(200) { stream in
                let code = run(asked) { stream.write(ControlCodec.encode($0)) }
                return stream.write(ControlCodec.encode(.exit(code)))
            }
        }
    }
}

/// How a command that another program was to run came to its end.
public enum ControlEnding: Equatable, Sendable {
    /// It ended with an exit code.
    case ended(Int32)
    /// Nobody took it: nothing was done.
    case absent
    /// The other program went away before it had said how it ended: it may have been done.
    case brokenOff
}

/// The calling end of the control socket.
public struct ControlClient {
    private let path: String

    /// A client of the socket in a replica's folder.
    public init(socket path: String) { self.path = path }

    /// Has a command run, and hands on what it prints.
    ///
    /// It waits as long as the other program lives: a backup may take minutes without a word.
    public func run(
        _ request: ControlRequest, receive: @escaping (ControlPiece) -> Void
    ) -> ControlEnding {
        var limits = HTTPClientLimits()
        limits.silence = .zero
        guard let client = try? HTTPClient(Origin(unixSocket: path), limits: limits) else {
            return .absent
        }
        var waiting: [UInt8] = []
        var code: Int32?
        let sent = HTTPRequest(.post, ControlCodec.path, body: ControlCodec.body(request))
        do {
            let answer = try client.send(sent, deadline: nil) { bytes in
                waiting += bytes
                guard let pieces = ControlCodec.take(&waiting) else { return false }
                for piece in pieces {
                    if case .exit(let value) = piece { code = value } else { receive(piece) }
                }
                return true
            }
            guard answer.status == 200 else { return .absent }
        } catch HTTPClientError.unreachable {
            return .absent
        } catch {
            // The words "exit" came: only the end of the line is missing.
        }
        return code.map(ControlEnding.ended) ?? .brokenOff
    }
}
