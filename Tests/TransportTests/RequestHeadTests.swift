import Support
import Testing
import Transport

@Suite struct RequestHeadTests {
    /// Reads a head that the library would have left in memory.
    private func read(_ raw: [UInt8]) -> Bool {
        guard let head = HeadModel.image(of: raw) else { return false }
        do {
            _ = try head.read(limits: HTTPLimits(), hosts: [])
            return true
        } catch {
            return false
        }
    }

    /// The first head of a seed on which reader and judge disagree.
    private func disagreement(without rule: HeadModel.Rule?, seed: UInt64, count: Int) -> String? {
        var chance = SeededRandom(seed: seed)
        for _ in 0..<count {
            let raw = HeadModel.head(&chance)
            guard !HeadModel.isUnseen(raw) else { continue }
            if read(raw) != HeadModel.accepts(raw, without: rule) {
                return String(decoding: raw, as: UTF8.self).debugDescription
            }
        }
        return nil
    }

    @Test(arguments: 1...8) func `the reader and a second judge agree on every head`(seed: UInt64) {
        let found = disagreement(without: nil, seed: seed, count: 5_000)
        #expect(found == nil, "seed \(seed)")
    }

    @Test(arguments: HeadModel.Rule.allCases)
    func `a judge without one rule is found out`(rule: HeadModel.Rule) {
        let found = (1...8).contains { disagreement(without: rule, seed: $0, count: 5_000) != nil }
        #expect(found, "no head shows that the rule \(rule) is needed")
    }

    @Test func `a head is read as it came`() throws {
        let raw = Array(
            "POST /a%20b?c=d&e=?f HTTP/1.1\r\nhOST: [::1]:80\r\nX: 1 \r\nX:2\r\ncontent-length: 7\r\n\r\n"
                .utf8)
        let head = try #require(HeadModel.image(of: raw))
        let request = try head.read(limits: HTTPLimits(), hosts: [])
        #expect(request.method == .post)
        #expect(request.path == "/a%20b")
        #expect(request.query == "c=d&e=?f")
        #expect(request.bodyBytes == 7)
        let fields = request.headers.map { "\($0.name)|\($0.value)" }
        #expect(fields == ["hOST|[::1]:80", "X|1", "X|2", "content-length|7"])
        #expect(request.value(of: "x") == "1")
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST:8440", true), ("127.0.0.1", true), ("10.1.2.3:1", true),
        ("[::1]", true), ("[2001:db8::1]:443", true), ("county.example", true),
        ("County.Example:8440", true), ("other.example", false), ("", false), ("a b", false),
        ("localhost:", false), ("localhost:99999", false), ("localhost:+1", false),
        ("user@localhost", false), ("[localhost]", false), ("::1", false), ("[::1", false),
        ("localhost, other", false), ("127.0.0.1.evil.example", false),
    ])
    func `only addresses, localhost and listed names are hosts`(host: String, isServed: Bool) {
        let raw = Array("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8)
        let head = HeadModel.image(of: raw)
        let isRead = (try? head?.read(limits: HTTPLimits(), hosts: ["county.example"])) != nil
        #expect(isRead == isServed)
    }

    @Test(
        arguments: [
            ("http://localhost/hello?x", nil), ("HTTP://LOCALHOST/hello", nil),
            ("http://other/hello", RequestFault.absoluteTarget),
            ("http://localhost.other/hello", .absoluteTarget),
            ("http://localhost", .absoluteTarget),
            ("http://localhost@other/hello", .absoluteTarget), ("ftp://localhost/hello", .target),
            ("*", .target), ("hello", .target), ("localhost:443", .target),
        ] as [(String, RequestFault?)])
    func `a target names this host or none`(target: String, fault: RequestFault?) throws {
        let raw = Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        let head = try #require(HeadModel.image(of: raw))
        do {
            let request = try head.read(limits: HTTPLimits(), hosts: [])
            #expect(fault == nil)
            #expect(request.path == "/hello")
        } catch {
            #expect(error == fault)
        }
    }

    @Test func `bytes that are no image of a head are refused and never trap`() {
        var chance = SeededRandom(seed: 3)
        for _ in 0..<5_000 {
            let image = chance.bytes(count: Int.random(in: 0..<60, using: &chance))
            let head = RequestHead(
                image: image, target: chance.bytes(count: Int(chance.next() % 90)))
            #expect(throws: RequestFault.self) { try head.read(limits: HTTPLimits(), hosts: []) }
        }
    }
}
