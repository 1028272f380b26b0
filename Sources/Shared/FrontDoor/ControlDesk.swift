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
        let request = ControlRequest(
            arguments: errand.words, language: errand.reader.language.rawValue,
            columns: errand.reader.width ?? 0, input: input)
        let written = errand.output.map { WrittenFile($0) }
        let ending = ControlClient(socket: socket(errand.directory)).run(request) { piece in
            switch piece {
            case .output(let bytes): sink.out(String(decoding: bytes, as: UTF8.self))
            case .error(let bytes): sink.err(String(decoding: bytes, as: UTF8.self))
            case .file(let bytes): written?.append(bytes)
            case .exit: break
            }
        }
        guard case .ended(let code) = ending else {
            written?.discard()
            if ending == .absent { return nil }
            throw ConsoleError.refused(.brokenOff)
        }
        try written?.finish()
        return ExitCode(rawValue: code) ?? .refused
    }

    /// Runs a command for somebody who asked through the socket.
    static func answer(
        _ request: ControlRequest, _ send: (ControlPiece) -> Bool, by door: FrontDoor,
        on replica: Replica, directory: String
    ) -> Int32 {
        let reader = Output.Reader(
            language: Language(locale: request.language),
            width: request.columns > 0 ? request.columns : nil)
        let errand = Errand(words: request.arguments, reader: reader, directory: directory)
        let said = Spoken()
        let exchange = Exchange(directory, name: Hexadecimal.text(door.entropy.bytes(8)))
        defer { exchange.remove() }
        let code: ExitCode
        do {
            let files = try exchange.files(
                of: door.console.files(of: request.arguments), input: request.input)
            code = door.console.perform(errand, files: files, on: replica, to: said.sink)
        } catch {
            Explanation(of: error).lines(reader.language).forEach { said.sink.err($0 + "\n") }
            code = .refused
        }
        said.pieces.forEach { _ = send($0) }
        exchange.written { _ = send(.file($0)) }
        return code.rawValue
    }
}

/// What a command says, kept in order until it ends.
///
/// Safe: the pieces are touched only under the lock.
private final class Spoken: @unchecked Sendable {
    private let lock = NSLock()
    private var spoken: [ControlPiece] = []

    var pieces: [ControlPiece] { lock.withLock { spoken } }

    var sink: Output.Sink {
        Output.Sink(
            out: { text in self.lock.withLock { self.spoken.append(.output(Array(text.utf8))) } },
            err: { text in self.lock.withLock { self.spoken.append(.error(Array(text.utf8))) } })
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
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw StorageError.noAccess("\(folder): \(error.localizedDescription)")
        }
        if named.input != nil { try Files.write(bytes, to: input, isSecret: true) }
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

/// A file that comes back piece by piece and takes its name when it is whole.
private final class WrittenFile {
    private let path: String
    private let part: String
    private var handle: FileHandle?
    private var failure: (any Error)?

    init(_ path: String) {
        self.path = path
        part = path + ".part"
    }

    func append(_ bytes: [UInt8]) {
        do {
            if handle == nil {
                try Files.write([], to: part, isSecret: true)
                handle = FileHandle(forWritingAtPath: part)
            }
            try handle?.write(contentsOf: Data(bytes))
        } catch {
            failure = failure ?? error
        }
    }

    func discard() {
        try? handle?.close()
        if handle != nil { try? FileManager.default.removeItem(atPath: part) }
    }

    /// Gives the file its name; nothing happens if the command wrote none.
    func finish() throws {
        guard handle != nil else { return }
        do {
            if let failure { throw failure }
            try handle?.synchronize()
            try handle?.close()
            guard rename(part, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw StorageError.noAccess("\(path): \(error.localizedDescription)")
        }
    }
}
