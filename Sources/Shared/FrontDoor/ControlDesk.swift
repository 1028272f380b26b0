internal import Console
internal import Foundation
internal import Programme
internal import Replication
internal import Storage
internal import Sync
internal import Transport

/// Both ends of `DIR/control`: commands that one process has another run.
///
/// Files are opened by the one who asks, with his rights and from where he stands: what is read
/// travels as the body, what is written comes back piece by piece.
enum ControlDesk {
    /// The socket in a data directory.
    static func socket(_ directory: String) -> String { directory + "/control" }

    /// Has a command run by the program that has the directory open; nil if nobody takes it.
    ///
    /// A program that goes away in the middle may have done it: it is not run a second time.
    static func ask(_ errand: Errand, _ sink: Output.Sink) throws -> ExitCode? {
        let input = try errand.input.map { try Files.read($0) } ?? []
        let desk = try WritingDesk(errand.output, sink)
        let request = ControlRequest(
            arguments: errand.words, language: errand.reader.language.rawValue,
            columns: errand.reader.width ?? 0, program: errand.program.rawValue,
            showsProgress: errand.reader.showsProgress, input: input)
        let ending = ControlClient(socket: socket(errand.directory)).run(request) { piece in
            desk.take(piece)
        }
        guard case .ended(let code) = ending else {
            desk.discard()
            if ending == .absent { return nil }
            throw ConsoleError.refused(.brokenOff)
        }
        try desk.finish()
        return ExitCode(rawValue: code) ?? .refused
    }

    /// Runs a command for somebody who asked through the socket.
    static func answer(
        _ request: ControlRequest, _ send: @escaping @Sendable (ControlPiece) -> Bool,
        by door: FrontDoor, on replica: Replica, directory: String
    ) -> Int32 {
        let reader = Output.Reader(
            language: Language(locale: request.language),
            wantsJSON: request.arguments.contains("--json"),
            width: request.columns > 0 ? request.columns : nil,
            showsProgress: request.showsProgress)
        let errand = Errand(
            words: request.arguments, reader: reader, directory: directory, program: door.program)
        let said = Spoken(progress: send)
        let exchange = Exchange(directory, name: Hexadecimal.text(door.entropy.bytes(8)))
        defer { exchange.remove() }
        let code: ExitCode
        do {
            guard request.program == door.program.rawValue else {
                throw ConsoleError.refused(.otherProgram(door.program))
            }
            let files = try exchange.files(
                of: door.console.files(of: request.arguments), input: request.input)
            code = door.console.perform(errand, files: files, on: replica, to: said.sink)
        } catch {
            let output = Output(reader, to: said.sink)
            output.complain(Explanation(of: error))
            code = .refused
            output.finish(code)
        }
        // The file first: it must lie where the caller wants it before it is said to lie there.
        exchange.written { _ = send(.file($0)) }
        said.pieces.forEach { _ = send($0) }
        return code.rawValue
    }
}

/// What a command says, kept in order until it ends; only how far it is goes out at once.
///
/// Safe: what is shared is touched only under the lock.
private final class Spoken: @unchecked Sendable {
    private let lock = NSLock()
    private var spoken: [ControlPiece] = []
    private var progressBytes = 0
    private let progress: @Sendable (ControlPiece) -> Bool

    /// So much progress may be under way: a terminal that is held up must not hold up the work,
    /// and this is less than a stream takes without waiting.
    private static let progressBytesMax = 64 << 10

    init(progress: @escaping @Sendable (ControlPiece) -> Bool) { self.progress = progress }

    var pieces: [ControlPiece] { lock.withLock { spoken } }

    var sink: Output.Sink {
        Output.Sink(
            out: { text in self.lock.withLock { self.spoken.append(.output(Array(text.utf8))) } },
            err: { text in self.complain(text) })
    }

    private func complain(_ text: String) {
        let piece = ControlPiece.error(Array(text.utf8))
        // Progress begins its line again and never ends it.
        guard text.hasPrefix("\r") else { return lock.withLock { spoken.append(piece) } }
        let isRoom = lock.withLock {
            progressBytes += text.utf8.count
            return progressBytes <= Self.progressBytesMax
        }
        if isRoom { _ = progress(piece) }
    }
}

/// The files of one command while it runs for somebody else, in the data directory.
private struct Exchange {
    private let folder: String
    private let input: String
    private let output: String

    init(_ directory: String, name: String) {
        folder = directory + "/exchange"
        input = "\(folder)/\(name).in"
        output = "\(folder)/\(name).out"
    }

    /// Where the command finds what it reads and leaves what it writes.
    func files(
        of named: (input: String?, output: String?), input bytes: [UInt8]
    ) throws -> CommandContext.Files {
        guard named.input != nil || named.output != nil else { return .init() }
        try Files.makeFolder(folder)
        if named.input != nil { try Files.write(bytes, to: input) }
        return .init(
            input: named.input.map { _ in input }, output: named.output.map { _ in output })
    }

    /// What the command has written, in pieces.
    func written(_ send: ([UInt8]) -> Void) {
        guard let handle = FileHandle(forReadingAtPath: output) else { return }
        defer { try? handle.close() }
        while let data = try? handle.read(upToCount: 1 << 20), !data.isEmpty { send([UInt8](data)) }
    }

    func remove() {
        for path in [input, output] where FileManager.default.fileExists(atPath: path) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}

/// What comes back to the one who asked: first the file, if there is one, then the words.
///
/// Words that follow a file are handed on only when it stands where it was wanted.
private final class WritingDesk {
    private let path: String?
    private let sink: Output.Sink
    private var file: GivenFile?
    private var failure: (any Error)?

    /// - Throws: if the file cannot be written there; nothing has been asked then.
    init(_ path: String?, _ sink: Output.Sink) throws {
        if let path { try GivenFile.requireFree(path) }
        self.path = path
        self.sink = sink
    }

    func take(_ piece: ControlPiece) {
        switch piece {
        case .file(let bytes): add(bytes)
        case .output(let bytes): say(bytes, sink.out)
        case .error(let bytes): say(bytes, sink.err)
        case .exit: break
        }
    }

    private func add(_ bytes: [UInt8]) {
        guard failure == nil, let path else { return }
        do {
            if file == nil { file = try GivenFile(path) }
            try file?.write(bytes)
        } catch {
            failure = error
        }
    }

    private func say(_ bytes: [UInt8], _ print: (String) -> Void) {
        close()
        guard failure == nil else { return }
        print(String(decoding: bytes, as: UTF8.self))
    }

    private func close() {
        guard failure == nil, let file else { return }
        do { try file.finish() } catch { failure = error }
        self.file = nil
    }

    func discard() {
        file?.discard()
        file = nil
    }

    /// - Throws: why the file does not lie where it was wanted.
    func finish() throws {
        close()
        if let failure { throw failure }
    }
}
