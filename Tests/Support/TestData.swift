internal import Foundation

/// Published corpora, which are on the machine but not in the repository.
///
/// The environment variable TEST_DATA names their folder. Without it tests use vectors of their
/// own; with it, a corpus that cannot be read fails the test instead of quietly leaving it out.
public enum TestData {
    /// The folder, nil if the variable is unset or empty.
    public static var root: String? {
        let value = ProcessInfo.processInfo.environment["TEST_DATA"]
        return value?.isEmpty == false ? value : nil
    }

    /// The corpus is named but cannot be read.
    public struct Unreadable: Error, CustomStringConvertible {
        /// The file or folder that was looked for.
        public let path: String
        /// What to do about it.
        public var description: String {
            "TEST_DATA is set, but \(path) cannot be read: correct the variable or unset it"
        }
    }

    /// The bytes of a file below the folder; nil without the variable.
    public static func require(_ file: String) throws -> [UInt8]? {
        guard let root else { return nil }
        let path = root + "/" + file
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Unreadable(path: path)
        }
        return [UInt8](data)
    }

    /// The names in a folder below the folder, sorted; nil without the variable.
    public static func requireFolder(_ folder: String) throws -> [String]? {
        guard let root else { return nil }
        let path = root + "/" + folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Unreadable(path: path)
        }
        return names.sorted()
    }
}
