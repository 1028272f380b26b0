import Foundation
import Support
import Testing

/// The library that is preloaded into a program under test; `Tests/Interposer/points.c` says what
/// it can do.
enum Interposer {
    private static let built = Result { try build() }

    /// The library's file.
    static func library() throws -> String { try built.get() }

    /// The environment that preloads it with its settings.
    static func environment(_ settings: [String: String]) throws -> [String: String] {
        settings.merging(["LD_PRELOAD": try library()]) { $1 }
    }

    /// Compiles it once for all tests, beside the programs; another run of the tests may do the
    /// same at the same time, so it takes its name when it is whole.
    private static func build() throws -> String {
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Interposer/points.c")
            .path(percentEncoded: false)
        let library = try productsDirectory() + "/points.so"
        let part = "\(library).\(ProcessInfo.processInfo.processIdentifier)"
        let result = try runProcess(
            "gcc", ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", part, source])
        try #require(result.status == 0, "\(result.errorText)")
        try #require(rename(part, library) == 0)
        return library
    }
}
