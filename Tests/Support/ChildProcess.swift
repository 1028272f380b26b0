internal import Foundation

/// A program that a test has started.
///
/// Standard input, output and error are files that are unlinked from the start: no pipe can fill
/// and block it, none can break, and nothing is left behind. It leads a process group of its own,
/// which ends with this object; keep the object in a `let` that is used to the end
/// (`withExtendedLifetime`) or call ``stop()``.
public final class ChildProcess: @unchecked Sendable {
    // Safe to share: `ended` is the only state, touched under the lock.

    /// The process number.
    public let pid: Int32
    private let files: [Int32]
    private let lock = NSLock()
    private var ended: Int32?

    /// Starts a program; `environment` is laid over the one of the tests.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        input: [UInt8] = [], directory: String? = nil
    ) throws {
        files = try (0..<3).map { _ in try Self.unnamedFile() }
        try FileHandle(fileDescriptor: files[0]).write(contentsOf: Data(input))
        lseek(files[0], 0, SEEK_SET)
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Swift sees no call that starts a program in another folder; `env` has it.
        let prefix = directory.map { ["/usr/bin/env", "-C", $0] } ?? []
        pid = try Self.spawn(
            prefix + [executable] + arguments, merged.map { "\($0)=\($1)" }, files)
    }

    deinit {
        stop()
        for file in files { close(file) }
    }

    /// What it has written to standard output so far.
    public var output: [UInt8] { contents(of: files[1]) }

    /// What it has written to standard error so far.
    public var errorOutput: [UInt8] { contents(of: files[2]) }

    /// Its exit status, 128 + number if a signal ended it, nil while it runs.
    public var status: Int32? {
        lock.withLock {
            guard ended == nil else { return ended }
            var raw: Int32 = 0
            guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
            let signal = raw & 0x7f
            ended = signal == 0 ? raw >> 8 & 0xff : 128 + signal
            return ended
        }
    }

    /// Waits until it ends or the time is over; nil means it still runs.
    public func wait(seconds: Double) -> Int32? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let status { return status }
            guard ContinuousClock.now < deadline else { return nil }
            usleep(1_000)
        }
    }

    /// Sends a signal to it alone, if it still runs.
    public func send(_ signal: Int32) { if status == nil { kill(pid, signal) } }

    /// Whether it, or something it has started, still runs.
    public var isAlive: Bool { status == nil || kill(-pid, 0) == 0 }

    /// Ends it and everything it has started, at once.
    public func stop() {
        kill(-pid, SIGKILL)
        _ = wait(seconds: 10)
    }

    private func contents(of file: Int32) -> [UInt8] {
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_size > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, buffer.count, 0))
        }
    }

    private static func unnamedFile() throws -> Int32 {
        let name = NSTemporaryDirectory() + "/happy-" + UUID().uuidString
        let file = open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemFailure("cannot make \(name)") }
        unlink(name)
        return file
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String], _ files: [Int32]
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for number in 0..<3 {
            posix_spawn_file_actions_adddup2(&actions, files[number], Int32(number))
        }
        // Whatever else the tests have open is none of the child's business.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            guard let number = Int32(name), number > 2 else { continue }
            posix_spawn_file_actions_addclose(&actions, number)
        }
        // A group of its own, and the signal state of a fresh shell whatever the tests have set.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let argumentVector = arguments.map { strdup($0) } + [nil]
        let environmentVector = environment.map { strdup($0) } + [nil]
        defer { for text in argumentVector + environmentVector { free(text) } }
        var pid: Int32 = 0
        let code = posix_spawnp(
            &pid, arguments[0], &actions, &attributes, argumentVector, environmentVector)
        guard code == 0 else { throw SystemFailure("cannot start \(arguments[0])", code) }
        return pid
    }
}

/// How a program ended and what it wrote.
public struct ProcessResult: Sendable {
    /// Exit status, or 128 + number of the signal that ended it.
    public let status: Int32
    /// Standard output.
    public let output: [UInt8]
    /// Standard error.
    public let errorOutput: [UInt8]

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as text.
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}

/// A program took longer than its test allows; it has been ended.
public struct DeadlinePassed: Error, CustomStringConvertible {
    /// The program, the time, and the end of what it wrote.
    public let description: String
}

/// Runs a program to its end; after `seconds` it is ended with all it started, and this throws.
public func runProcess(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
    input: [UInt8] = [], directory: String? = nil, seconds: Double = 60
) throws -> ProcessResult {
    let child = try ChildProcess(
        executable, arguments, environment: environment, input: input, directory: directory)
    defer { child.stop() }
    guard let status = child.wait(seconds: seconds) else {
        child.stop()
        let said = String(decoding: (child.output + child.errorOutput).suffix(2_000), as: UTF8.self)
        throw DeadlinePassed(
            description: "\(executable) \(arguments) still ran after \(seconds) s: \(said)")
    }
    return ProcessResult(status: status, output: child.output, errorOutput: child.errorOutput)
}

/// The folder of the programs built together with the running tests, `sync-server` among them.
public func productsDirectory() throws -> String {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return (path as NSString).deletingLastPathComponent
}
