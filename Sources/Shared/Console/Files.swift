internal import Foundation
internal import Sync

/// Small files that commands read and write whole.
package enum Files {
    /// The bytes of a file.
    package static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileFault(reading: path)
        }
        return [UInt8](data)
    }

    /// Writes a file of the program's own, in the place of an older one: at no moment is there
    /// neither of them.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try GivenFile(path, replacing: true)
        try file.write(bytes)
        try file.finish()
    }

    /// Writes a file for a person, who may have another of that name: it is not touched.
    ///
    /// - Parameter isSecret: whether its owner alone may read it.
    package static func give(_ bytes: [UInt8], as path: String, isSecret: Bool = false) throws {
        let file = try GivenFile(path, isSecret: isSecret)
        try file.write(bytes)
        try file.finish()
    }

    /// Makes a folder that its owner alone may enter, with those above it; one that is there stays.
    ///
    /// - Returns: the topmost folder that was made; nil if none was.
    @discardableResult
    package static func makeFolder(_ path: String) throws -> String? {
        if unsafe mkdir(path, 0o700) == 0 { return path }
        if errno == EEXIST {
            var isFolder: ObjCBool = false
            guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            else { throw FileFault(path, .exists) }
            return nil
        }
        let above = (path as NSString).deletingLastPathComponent
        guard errno == ENOENT, !above.isEmpty, above != path else {
            throw FileFault(writing: path, errno)
        }
        let topmost = try makeFolder(above)
        guard unsafe mkdir(path, 0o700) == 0 else { throw FileFault(writing: path, errno) }
        return topmost ?? path
    }
}
