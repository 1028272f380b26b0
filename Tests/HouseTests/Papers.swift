/// What no text of the project contains, because it is true on one machine or for one day only.
enum Papers {
    /// A pattern, why it is none of a reader's business, and the one file where it stands all the same.
    struct Leak: Sendable {
        var pattern: String
        var why: String
        var home: String?
        var planted: String
    }

    static let leaks = [
        Leak(
            pattern: #"\.\./shared\b"#, why: "a folder outside of the project", home: ".ci/run",
            planted: "see ../shared/data"),
        Leak(
            pattern: #"/(work|workspace)/|/root/|/home/\w+/|/opt/\w"#,
            why: "a path of one machine", home: nil, planted: "cd /home/li/sync"),
        Leak(
            pattern:
                #"\b(github|gitlab|bitbucket)\.(com|io)\b|\b(pypi|crates|npmjs)\.(org|io|com)\b"#
                + #"|\bproxy\.golang\.org\b|\bdownload\.swift\.org\b|\bswiftpackageindex\b"#,
            why: "offices reach a Debian mirror and no package host", home: nil,
            planted: "clone https://github.com/a/b"),
        Leak(
            pattern: #"\.package\s*\(\s*(url|id|name|path)\s*:"#, why: "no Swift packages",
            home: nil, planted: #".package(url: "x", from: "1.0.0")"#),
        Leak(
            pattern: #"(?i)\bissues? #?\d+|\bsession \d+"#, why: "say the reason, not the number",
            home: nil, planted: "as issue 2 asks"),
    ]

    /// The leaks of one file.
    ///
    /// The house's own tests plant some.
    static func check(_ file: SourceFile) -> [Finding] {
        guard !file.path.hasPrefix("Tests/HouseTests/") else { return [] }
        return leaks.filter { $0.home != file.path }.flatMap {
            file.find($0.pattern, in: .text, why: $0.why)
        }
    }

    /// Links of a Markdown file that lead to nothing in the project.
    static func deadLinks(_ file: SourceFile, exists: (String) -> Bool) -> [Finding] {
        guard file.path.hasSuffix(".md") else { return [] }
        let folder = file.path.split(separator: "/").dropLast().joined(separator: "/")
        return matches(of: #"\]\(([^)#]+)(#[^)]*)?\)"#, in: file.text).compactMap { match in
            let target = match.groups[1]
            guard !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
            let path = folder.isEmpty ? target : "\(folder)/\(target)"
            return exists(path)
                ? nil : Finding(path: file.path, line: 0, words: "dead link: \(target)")
        }
    }

    /// The scripts of `deploy/` that a text names.
    static func scripts(in text: String) -> Set<String> {
        Set(matches(of: #"\bdeploy/[\w.-]+\.sh\b"#, in: text).map(\.text))
    }
}
