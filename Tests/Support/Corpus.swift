import Foundation

/// Published test vectors, which live outside the repository.
///
/// The environment variable TEST_DATA names their folder. Without it tests run on vectors of their own; with it, a
/// corpus that cannot be read is an error, so that a run cannot believe to have checked what it has not seen.
public enum Corpus {
    /// The JSON value of a corpus, or nil if no folder is given.
    public static func json(_ name: String) throws -> Any? {
        guard let bytes = try TestData.require("corpora/\(name)") else { return nil }
        return try JSONSerialization.jsonObject(with: Data(bytes))
    }
}
