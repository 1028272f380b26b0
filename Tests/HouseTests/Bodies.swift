/// The functions and initialisers of a file with their lengths.
struct Bodies {
    /// Where a function begins, and how many lines it has with its signature.
    private(set) var functions: [(line: Int, length: Int)] = []

    init(_ file: SourceFile) {
        /// Per open brace the line on which its function began, if it is one's.
        var open: [Int?] = []
        var waiting: Int?
        let code = file.code.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in code.enumerated() {
            let declares = !matches(of: #"^[^{}]*\b(func\s+\S|init[?]?[(<])"#, in: String(line))
                .isEmpty
            if declares, waiting == nil { waiting = number }
            for character in line {
                if character == "{" {
                    open.append(waiting)
                    waiting = nil
                } else if character == "}", let start = open.popLast(), let start {
                    functions.append((start + 1, number - start + 1))
                }
            }
            // A requirement of a protocol has no body.
            if line.allSatisfy({ $0 == " " }) { waiting = nil }
        }
    }
}
