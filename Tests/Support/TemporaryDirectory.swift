internal import Foundation
public import Testing

/// A folder of its own for each test, gone when the test ends.
///
/// Put the trait `.temporaryDirectory` on a test or a suite and ask for ``path``. Not an object
/// that removes the folder in `deinit`: a release build ends its life after its last use, in the
/// middle of the test.
public enum TemporaryDirectory {
    @TaskLocal static var current: String?

    /// The folder of the running test, without a slash at the end.
    public static var path: String {
        guard let current else {
            preconditionFailure("the test lacks the trait .temporaryDirectory")
        }
        return current
    }

    /// A file in the folder of the running test.
    public static func file(_ name: String) -> String { path + "/" + name }

    /// The bytes of a file in the folder, nil if it cannot be read.
    public static func read(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: file(name)).map { [UInt8]($0) }
    }

    /// Writes a file in the folder.
    public static func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    }
}

/// Gives each test case a new folder.
public struct TemporaryDirectoryTrait: TestTrait, SuiteTrait, TestScoping {
    /// On a suite it counts for each of its tests.
    public var isRecursive: Bool { true }

    /// Makes the folder, runs the test, and removes the folder.
    public func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        // Short, because a Unix socket in it may have 107 bytes only.
        let path =
            NSTemporaryDirectory() + "/happy-" + String(UInt64.random(in: 0...(.max)), radix: 36)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await TemporaryDirectory.$current.withValue(path, operation: function)
    }
}

extension Trait where Self == TemporaryDirectoryTrait {
    /// A folder of its own for each test.
    public static var temporaryDirectory: Self { Self() }
}
