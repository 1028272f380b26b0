import Foundation

/// The project as it lies on the disk beside this file.
enum Tree {
    /// The folder that holds `Package.swift`.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every text file that belongs to the project.
    static let files: [SourceFile] = {
        let endings: Set = [
            "swift", "md", "sh", "py", "h", "modulemap", "sql", "json", "csv", "service", "awk",
        ]
        let paths = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
        var files: [SourceFile] = []
        while let path = paths?.nextObject() as? String {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if [".build", ".git", "__pycache__"].contains(name) {
                paths?.skipDescendants()
                continue
            }
            let ending = name.split(separator: ".").last.map(String.init) ?? ""
            let isText = endings.contains(ending) || !name.dropFirst().contains(".")
            guard isText, let text = read(path) else { continue }
            files.append(SourceFile(path, text))
        }
        return files.sorted { $0.path < $1.path }
    }()

    /// The sources of the product.
    static let sources = files.filter(\.isSource)

    /// A file of the project; nil if there is none, or if it is not text.
    static func read(_ path: String) -> String? {
        let url = root.appending(path: path)
        guard let data = try? Data(contentsOf: url) else { return nil }
        return String(data: data, encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(
            atPath: root.appending(path: path).path(percentEncoded: false))
    }

    static func isExecutable(_ path: String) -> Bool {
        let path = root.appending(path: path).path(percentEncoded: false)
        return FileManager.default.isExecutableFile(atPath: path)
    }
}
