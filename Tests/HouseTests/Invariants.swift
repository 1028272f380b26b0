/// The invariants that `protocol.md` numbers, and the tests that hold them.
///
/// A test holds an invariant if its name names it: `… (INV-4)`. What only a comment names is held
/// by nobody.
enum Invariants {
    /// Per invariant the rooms that could break it, whose tests must therefore name it.
    static let rooms: [Int: [String]] = [
        1: ["Replication", "Storage", "Sync"], 2: ["Replication", "Storage"],
        3: ["Replication", "Storage"], 4: ["Replication", "Wire", "Storage"],
        5: ["Replication", "Storage"], 6: ["Replication", "Storage", "Sync"],
        7: ["Replication", "Storage"], 8: ["Replication", "Storage"], 9: ["Storage", "Sync"],
        10: ["Storage"], 11: ["Storage"], 12: ["Replication", "Storage", "Sync"],
        13: ["Replication"], 14: ["Replication"], 15: ["Replication", "Storage"],
        16: ["Replication"], 17: ["Storage"], 18: ["Storage"],
    ]

    /// The numbers that the document defines, in its order.
    static func defined(in document: String) -> [Int] {
        matches(of: #"^\| INV-(\d+) \|"#, in: document).compactMap { Int($0.groups[1]) }
    }

    /// The numbers that the names of a file's tests name.
    static func named(in file: SourceFile) -> Set<Int> {
        guard file.isTest else { return [] }
        let names = matches(of: #"@Test\b[^`]*?\bfunc\s+`([^`]*)`"#, in: file.code)
        let numbers = names.flatMap { name in
            matches(of: #"\bINV-(\d+)\b"#, in: name.groups[1]).compactMap { Int($0.groups[1]) }
        }
        return Set(numbers)
    }

    /// Per invariant the files whose tests name it.
    static func homes(in files: [SourceFile]) -> [Int: [String]] {
        var homes: [Int: [String]] = [:]
        for file in files where file.room != "HouseTests" {
            for number in named(in: file) { homes[number, default: []].append(file.path) }
        }
        return homes
    }

    /// The invariants that a room does not hold, and those that nobody has defined.
    static func check(_ files: [SourceFile], defined: [Int]) -> [Finding] {
        let homes = homes(in: files)
        var findings: [Finding] = []
        for number in defined {
            guard let rooms = rooms[number], !rooms.isEmpty else {
                let words = "no room holds INV-\(number)"
                findings.append(Finding(path: "protocol.md", line: 0, words: words))
                continue
            }
            for room in rooms {
                let folder = "Tests/\(room)Tests/"
                guard !(homes[number] ?? []).contains(where: { $0.hasPrefix(folder) }) else {
                    continue
                }
                let words = "no test names INV-\(number)"
                findings.append(Finding(path: folder, line: 0, words: words))
            }
        }
        for (number, paths) in homes where !defined.contains(number) {
            let words = "INV-\(number) stands in no document"
            findings += paths.map { Finding(path: $0, line: 0, words: words) }
        }
        return findings
    }
}
