import Foundation

/// Published test vectors, which live outside the repository.
///
/// The environment variable TEST_DATA names their folder. Without it tests run on vectors of their own; with it, a
/// corpus that cannot be read is an error, so that a run cannot believe to have checked what it has not seen.
public enum Corpus {
    /// The JSON value of a corpus, or nil if no folder is given.
    public static func json(_ name: String) throws -> Any? {
        guard let folder = ProcessInfo.processInfo.environment["TEST_DATA"], !folder.isEmpty
        else { return nil }
        let file = URL(fileURLWithPath: folder).appendingPathComponent("corpora/\(name)")
        return try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    }
}
