import Testing

@Suite("Documentation")
struct DocumentationTests {
    @Test func `every declaration that is not private is documented`() {
        let findings = Tree.sources.flatMap { file in
            Declarations(file).undocumented.map {
                Finding(path: file.path, line: $0.line, words: "no doc comment: \($0.code)")
            }
        }
        #expect(findings.isEmpty, "\(lines(findings))")
    }

    @Test(arguments: [
        "struct Loan {}", "public func pay() {}", "/// A loan.\nstruct Loan {\n    let sum: Int\n}",
        "/// A tier.\nenum Tier {\n    case village\n}", "extension Loan {\n    func pay() {}\n}",
        "/// A loan.\nstruct Loan {\n    private let a = 1\n    init() {\n    }\n}",
        "/// A loan.\nstruct Loan<Value>\nwhere Value: Sendable {\n    let sum: Int\n}",
        "// Not a doc comment.\nlet limit = 1",
        "@discardableResult\npublic func pay() -> Int { 1 }",
        "/// A loan.\nstruct Loan {\n    public private(set) var sum: Int\n}",
    ])
    func `one declaration without its comment is found`(_ text: String) {
        #expect(Declarations(SourceFile("Sources/EdgeNode/a.swift", text)).undocumented.count == 1)
    }

    @Test(arguments: [
        "private struct Loan {\n    let sum: Int\n}", "/// A loan.\n@frozen\npublic struct Loan {}",
        "/// Pays.\nfunc pay() {\n    let sum = 1\n    switch sum { case 1: print(sum) }\n}",
        "/// A loan.\nvar sum: Int {\n    let half = 1\n    return half\n}",
        "extension Loan {\n    public static func == (a: Loan, b: Loan) -> Bool { true }\n}",
        "/// Why not.\nenum Refusal: String {\n    case late = \"the year is closed\"\n}",
        "fileprivate extension Loan {\n    func pay() {}\n}", "/* A loan. */\nlet sum = 1",
    ])
    func `what is private, a body or defined by a protocol needs none`(_ text: String) {
        #expect(Declarations(SourceFile("Sources/EdgeNode/a.swift", text)).undocumented.isEmpty)
    }
}
