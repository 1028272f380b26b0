import Support
import Testing

@Suite(.temporaryDirectory) struct SupportTests {
    @Test func `every test has a folder of its own, and it is empty`() throws {
        #expect(TemporaryDirectory.read("here") == nil)
        try TemporaryDirectory.write("here", [1, 2])
        #expect(TemporaryDirectory.read("here") == [1, 2])
    }

    @Test(arguments: [1, 2])
    func `every case of a parameterised test has a folder of its own`(number: UInt8) throws {
        #expect(TemporaryDirectory.read("here") == nil)
        try TemporaryDirectory.write("here", [number])
    }

    @Test func `the generator gives the published numbers of SplitMix64`() {
        var random = SeededRandom(seed: 1_234_567)
        let first = (0..<3).map { _ in random.next() }
        #expect(
            first == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test func `hexadecimal digits go both ways`() {
        #expect(hexadecimal([0, 15, 16, 255]) == "000f10ff")
        #expect(bytes(hexadecimal: "00 0F\n10ff") == [0, 15, 16, 255])
    }

    @Test func `a program gets its input, its environment and its folder, and its words come back`()
        throws
    {
        let result = try runProcess(
            "sh", ["-c", "cat; echo $HAPPY; pwd; echo trouble >&2; exit 7"],
            environment: ["HAPPY": "yes"], input: Array("in\n".utf8),
            directory: TemporaryDirectory.path)
        #expect(result.status == 7)
        #expect(result.text.split(separator: "\n").prefix(2) == ["in", "yes"])
        #expect(result.text.contains(TemporaryDirectory.path.split(separator: "/").last ?? "?"))
        #expect(result.errorText == "trouble\n")
    }

    @Test func `a program that says a megabyte does not block`() throws {
        let result = try runProcess("head", ["-c", "1000000", "/dev/zero"])
        #expect(result.output.count == 1_000_000)
    }

    @Test func `a program that takes too long is ended with all it started`() throws {
        #expect(throws: DeadlinePassed.self) {
            try runProcess("sh", ["-c", "sleep 60 & sleep 60"], seconds: 0.1)
        }
        let child = try ChildProcess("sh", ["-c", "sleep 60 & exit 0"])
        #expect(child.wait(seconds: 30) == 0)
        #expect(child.isAlive)
        child.stop()
        // The orphan is reaped by init, which takes a moment.
        for _ in 0..<1_000 where child.isAlive { _ = try runProcess("sleep", ["0.01"]) }
        #expect(!child.isAlive)
    }

    @Test func `a program that a signal ended says which`() throws {
        let child = try ChildProcess("sleep", ["60"])
        child.send(15)
        #expect(child.wait(seconds: 30) == 143)
    }

    @Test func `a program that does not exist is a failure, not a status`() {
        #expect(throws: SystemFailure.self) { try runProcess("/no/such/program") }
    }

    @Test func `a free port can be asked for again and again`() throws {
        #expect(try freePort() > 0)
    }

    @Test func `the built programs are found`() throws {
        let result = try runProcess("ls", [productsDirectory()])
        #expect(result.text.split(separator: "\n").contains("sync-server"))
    }

    @Test func `a corpus that is named must be readable`() throws {
        if TestData.root == nil {
            #expect(try TestData.require("no such corpus") == nil)
            #expect(try TestData.requireFolder("no such corpus") == nil)
        } else {
            #expect(throws: TestData.Unreadable.self) { try TestData.require("no such corpus") }
            #expect(throws: TestData.Unreadable.self) {
                try TestData.requireFolder("no such corpus")
            }
        }
    }
}
