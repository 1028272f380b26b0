import Oracle
import Replication
import Testing

/// What travels on which link (1.5).
@Suite("Scopes")
struct ScopeTests {
    private static func code(_ text: String) throws -> DivisionCode {
        try #require(DivisionCode(text))
    }

    /// A child's office, the home of a facet, and the reaches that travel.
    private static let table: [(child: String, home: String, reaches: [Reach])] = [
        // A village has all of its own, and what comes down from above.
        ("350603101202", "350603101202", [.county, .nation, .down]),
        ("350603101202", "350603101", [.down]),
        ("350603101202", "350603", [.down]),
        ("350603101202", "3506", [.down]),
        ("350603101202", "35", [.down]),
        ("350603101202", "0", [.down]),
        ("350603101202", "350603101203", []),
        ("350603101202", "350603102", []),
        ("350603101202", "350604", []),
        // A township has its villages too.
        ("350603101", "350603101", [.county, .nation, .down]),
        ("350603101", "350603101202", [.county, .nation, .down]),
        ("350603101", "350603102", []),
        ("350603101", "350603", [.down]),
        // What has reach county stays below the county.
        ("350603", "350603", [.nation, .down]),
        ("350603", "350603101202", [.nation, .down]),
        ("350603", "3506", [.down]),
        ("350603", "350604101", []),
        ("3506", "350603101202", [.nation, .down]),
        ("35", "350603101202", [.nation, .down]),
        ("35", "0", [.down]),
        ("35", "36", []),
    ]

    @Test(arguments: table)
    func `hold exactly what the child may have`(
        child: String, home: String, reaches: [Reach]
    ) throws {
        let scope = Scope(child: try Self.code(child))
        let home = try Self.code(home)
        let travelling = Reach.allCases.filter { scope.contains(home: home, reach: $0) }
        #expect(travelling == reaches)
    }

    @Test func `what has reach home never travels, whatever a scope says`() throws {
        let parts = [ScopePart(.nation, .home), ScopePart(.nation, .nation)]
        let scope = Scope(parts: parts)
        #expect(!scope.contains(home: .nation, reach: .home))
        #expect(scope.parts == [ScopePart(.nation, .nation)])
        for code in ["350603101202", "350603101", "350603", "35"] {
            let division = try Self.code(code)
            #expect(!Scope(child: division).contains(home: division, reach: .home))
        }
    }

    @Test func `are equal if they say the same, in whatever order and how often`() throws {
        let county = try Self.code("350603")
        let scope = Scope(child: county)
        #expect(Scope(parts: scope.parts.reversed() + scope.parts) == scope)
        #expect(scope.parts == scope.parts.sorted())
        #expect(scope.parts.count == 2 + 3)
    }

    @Test func `an exact part holds its own division only`() throws {
        let (county, township) = (try Self.code("350603"), try Self.code("350603101"))
        let exact = ScopePart(county, .down, isExact: true)
        #expect(exact.contains(home: county, reach: .down))
        #expect(!exact.contains(home: township, reach: .down))
        #expect(ScopePart(county, .down).contains(home: township, reach: .down))
        #expect(ScopePart(county, .down) < exact)
    }
}
