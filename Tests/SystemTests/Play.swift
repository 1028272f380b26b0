import Foundation
import Support

/// Where the current fails: at the n-th point of a step.
///
/// A step is one command, or one start of a server until its stop; its points are the calls of
/// fsync, fdatasync, rename, unlink and send that the program makes in it.
struct KillPoint: Hashable, Sendable, CustomStringConvertible {
    let step: String
    let number: Int

    var description: String { "\(step):\(number)" }

    /// The points of a list with commas.
    static func list(_ text: String) -> [KillPoint] {
        text.split(separator: ",").compactMap { part in
            let halves = part.split(separator: ":")
            guard halves.count == 2, let number = Int(halves[1]) else { return nil }
            return KillPoint(step: String(halves[0]), number: number)
        }
    }
}

/// A play that did not come to its end.
struct PlayFailed: Error, CustomStringConvertible {
    let description: String
}

/// The small world, played from the first `init` to the nation's report by plain processes:
/// nation, province, county, a township and two villages, contacts by line and by stick.
///
/// The person who plays does what people do after the current has failed: start the server again
/// and repeat the command; before an `add` is repeated, look whether it is there.
final class Play {
    /// How each step ended that was to be killed.
    private(set) var killed: [KillPoint] = []
    /// The points of each step, in order, by kind; only of a play with traces.
    private(set) var points: [(step: String, kinds: [String])] = []

    private let folder: String
    private let kills: [String: Int]
    private let hasTraces: Bool
    private var offices: [String: Office] = [:]
    private var servers: [String: RunningServer] = [:]
    private var ports: [String: Int] = [:]
    private var steps = 0
    private static let logins = [
        "0": "guo", "35": "sheng", "350603": "qu", "350603101": "zhen", "350603101201": "chen",
        "350603101202": "lin",
    ]

    private struct RunningServer {
        var server: Server
        let step: String
    }

    /// A play in a folder of its own.
    ///
    /// - Parameters:
    ///   - kills: at most one of each step.
    ///   - hasTraces: whether the points are counted.
    init(in folder: String, kills: [KillPoint] = [], hasTraces: Bool = false) throws {
        self.folder = folder
        self.hasTraces = hasTraces
        self.kills = Dictionary(uniqueKeysWithValues: kills.map { ($0.step, $0.number) })
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for code in Self.logins.keys {
            offices[code] = try Office(code, in: folder)
        }
        for code in ["0", "35", "350603"] { ports[code] = Int(try freePort()) }
    }

    /// An office of the world.
    func office(_ code: String) -> Office {
        guard let office = offices[code] else { preconditionFailure("no office \(code)") }
        return office
    }

    /// Ends what still runs.
    func stop() { servers.values.forEach { $0.server.kill() } }

    // MARK: Steps

    private func newStep(_ name: String) -> String {
        steps += 1
        return "\(steps) \(name)"
    }

    /// The environment of the first try of a step.
    private func environment(_ step: String) throws -> [String: String] {
        if let number = kills[step] {
            return try Interposer.environment(["POINTS_KILL": "\(number)"])
        }
        guard hasTraces else { return [:] }
        return try Interposer.environment(["POINTS_TRACE": trace(step)])
    }

    private func trace(_ step: String) -> String {
        folder + "/" + step.replacingOccurrences(of: " ", with: "-") + ".trace"
    }

    private func note(_ step: String) {
        guard hasTraces else { return }
        let bytes = FileManager.default.contents(atPath: trace(step)) ?? Data()
        let kinds = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        points.append((step, kinds))
    }

    private func noteKill(_ step: String) {
        if let number = kills[step] { killed.append(KillPoint(step: step, number: number)) }
    }

    /// A command that a person repeats until it is done.
    ///
    /// - Parameter isDone: what he looks at before he repeats it.
    @discardableResult
    func act(
        _ code: String, _ words: String..., isDone: () throws -> Bool = { false }
    ) throws -> Said {
        let step = newStep("\(code) \(words[0])")
        let office = office(code)
        let person = ["--as", Self.logins[code] ?? ""]
        var said = try office.run(words + person, environment: try environment(step))
        if said.code == 137 { noteKill(step) }
        note(step)
        var tries = 0
        while said.code != 0 {
            tries += 1
            let isServerBack = try revive()
            let isThere = [
                "there already", "in this folder", "exists already", "Nothing would change",
            ]
            .contains { said.err.contains($0) }
            if try isThere || isDone() { return said }
            // The server's end is heard through its socket before the system tells of it.
            let isServerGone = said.err.contains("ended in the middle")
            guard tries < 6, said.code == 137 || isServerBack || isServerGone || tries == 1 else {
                throw PlayFailed(description: "\(step) \(words): \(said.code) \(said.err)")
            }
            said = try office.run(words + person)
        }
        return said
    }

    /// The rows that a person looks at; he looks again if a server's current fails meanwhile.
    private func look(_ code: String, _ words: String..., at table: String) throws -> [[String:
        Any]]
    {
        var said = try office(code).run(words + ["--json"])
        while try said.code != 0 && revive() { said = try office(code).run(words + ["--json"]) }
        guard said.code == 0, let rows = try said.json()[table] as? [[String: Any]] else {
            throw PlayFailed(description: "\(code) \(words): \(said.code) \(said.err)")
        }
        return rows
    }

    /// Starts a server at its port; the step ends when it is stopped.
    func serve(_ code: String) throws {
        let step = newStep("\(code) serve")
        let listen = "127.0.0.1:\(ports[code] ?? 0)"
        let office = office(code)
        let server: Server
        do {
            server = try Server(office, listen: listen, environment: try environment(step))
        } catch let error as NotListening {
            guard kills[step] != nil else { throw PlayFailed(description: error.words) }
            noteKill(step)
            server = try Server(office, listen: listen)
        }
        servers[code] = RunningServer(server: server, step: step)
    }

    /// Stops a server.
    func stop(_ code: String) throws {
        _ = try revive()
        guard let running = servers.removeValue(forKey: code) else { return }
        if try running.server.stop() == 137 { noteKill(running.step) }
        note(running.step)
    }

    /// Starts the servers again whose current has failed; true if there was one.
    private func revive() throws -> Bool {
        var found = false
        for (code, running) in servers {
            guard let status = running.server.status else { continue }
            guard status == 137 else {
                throw PlayFailed(description: "\(running.step): \(status) \(running.server.words)")
            }
            noteKill(running.step)
            found = true
            let listen = "127.0.0.1:\(ports[code] ?? 0)"
            let server = try Server(office(code), listen: listen)
            servers[code] = RunningServer(server: server, step: running.step + " again")
        }
        return found
    }

    // MARK: What people do

    private func address(_ code: String) -> String { "http://127.0.0.1:\(ports[code] ?? 0)" }

    private func write(_ name: String, _ lines: [String]) throws -> String {
        let path = folder + "/" + name
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return path
    }

    /// An invitation; repeated, there is one more, which nobody uses.
    private func invite(_ code: String, from server: String) throws -> String {
        let path = folder + "/" + code + ".hsi"
        try act(server, "node", "invite", code, "--file", path)
        return path
    }

    private func found(_ code: String, under parent: String) throws {
        let invitation = try invite(code, from: parent)
        try act(
            code, "init", "--office", code, "--name", code, "--practice", "--address",
            address(code), "--invitation-file", invitation)
        try act(code, "forward")
    }

    private func enroll(_ code: String) throws {
        try act(code, "init", "--invitation-file", try invite(code, from: "350603"))
        try act(code, "sync")
    }

    private func line(_ code: String) throws { try act(code, "sync") }

    private func stick(_ code: String) throws {
        let (up, down) = ("\(folder)/\(code).up", "\(folder)/\(code).down")
        for path in [up, down] { try? FileManager.default.removeItem(atPath: path) }
        try act(code, "export-bundle", up)
        try act("350603", "import-bundle", up)
        try act("350603", "export-bundle", down, "--for", code)
        try act(code, "import-bundle", down)
    }

    // MARK: The play

    /// Plays it all.
    func play() throws {
        try foundServers()
        try enrollOffices()
        try enterHouseholds()
        try lend()
        try decide()
        try repay()
        try handOn()
    }

    private func foundServers() throws {
        try act(
            "0", "init", "--office", "0", "--name", "全国", "--practice", "--address",
            address("0"))
        try act("0", "office", "add", "35", "福建省")
        try serve("0")
        try found("35", under: "0")
        try act("35", "office", "add", "350603", "龙文区")
        try serve("35")
        try found("350603", under: "35")
        let roles = ["350603101": "head,clerk,finance"]
        for code in ["350603101", "350603101201", "350603101202"] {
            try act("350603", "office", "add", code, "办公室\(code.suffix(3))")
            let login = Self.logins[code] ?? ""
            try act(
                "350603", "user", "add", login, "--name", login, "--office", code, "--roles",
                roles[code] ?? "clerk")
        }
        let sources = try write(
            "sources.csv",
            ["document_no,kind,amount,year", "S-1,donation,15万元,2003", "S-2,donation,9.84万元,2004"])
        try act("350603", "import", "fund_source", sources)
        let bookings = try write(
            "bookings.csv",
            [
                "kind,source,amount,paid_on,receipt_no,method",
                "source_in,S-1,150000.00,2003-11-05,B-1,card",
                "source_in,S-2,98400.00,2004-11-05,B-2,card",
            ])
        try act("350603", "import", "ledger_entry", bookings)
        let batches = try write(
            "batches.csv", ["batch_no,taken_over,taken_over_on", "24,yes,2017-07-14"])
        try act("350603", "import", "batch", batches)
    }

    private func enrollOffices() throws {
        try serve("350603")
        for code in ["350603101", "350603101201", "350603101202"] { try enroll(code) }
        try stop("350603")
    }

    private func enterHouseholds() throws {
        let names = [
            "350603101201": ("A", "蔡秀兰", "990101197803150022"),
            "350603101202": ("B", "郑雪娥", "990101198212310068"),
        ]
        for (code, (letter, name, number)) in names.sorted(by: { $0.key < $1.key }) {
            let households = try write(
                "households\(letter).csv",
                ["number,village", "\(letter)-1,\(code)", "\(letter)-2,\(code)"])
            try act(code, "import", "household", households)
            let persons = try write(
                "persons\(letter).csv",
                [
                    "name,village,household,relation,id_number,birth_date",
                    "\(name),\(code),\(letter)-1,mother,\(number),",
                    "小\(name),\(code),\(letter)-1,child,,2001-07-27",
                ])
            try act(code, "import", "person", persons)
            try act(
                code, "add", "income_record", "household=\(letter)-1", "year=2016",
                "basis=application", "total_income=16240", "production_cost=1200",
                "members_counted=2", "surveyed_on=2017-05-08")
            try act(code, "add", "household", "village=\(code)", "number=\(letter)-3") {
                try !look(code, "list", "household", "number=\(letter)-3", at: "records").isEmpty
            }
        }
        try serve("350603")
        try line("350603101201")
        try stick("350603101202")
        try line("350603101")
        try stop("350603")
    }

    private func lend() throws {
        let contracts = try write(
            "contracts.csv",
            [
                "contract_no,household,mother,batch,principal,signed_on",
                "C-1,A-1,蔡秀兰,24,20000,2017-07-12", "C-2,B-1,郑雪娥,24,20000,2017-07-12",
            ])
        try act("350603101", "import", "contract", contracts)
        let payouts = try write(
            "payouts.csv",
            [
                "kind,contract,amount,paid_on,receipt_no,method",
                "disburse,C-1,20000,2017-07-14,P-1,card", "disburse,C-2,20000,2017-07-14,P-2,card",
            ])
        try act("350603101", "import", "ledger_entry", payouts)
        try act("350603101201", "set", "household:A-2", "address=2组17号")
        try serve("350603")
        try stick("350603101")
        try line("350603101202")
    }

    /// Two people write one value without knowing of each other; the county decides.
    private func decide() throws {
        for (code, income) in [("350603101202", "18000"), ("350603101", "20800")] {
            try act(
                code, "set", try incomeRecord("B-1", at: code), "total_income=\(income)",
                "production_cost=1200", "members_counted=2", "surveyed_on=2017-06-02")
        }
        for code in ["350603101202", "350603101"] { try line(code) }
        let record = try incomeRecord("B-1", at: "350603")
        let values = try look("350603", "conflict", "show", record, at: "measurement")
        guard let choice = values.firstIndex(where: { "\($0)".contains("20800") }) else {
            throw PlayFailed(description: "no conflict: \(values)")
        }
        try act(
            "350603", "conflict", "resolve", record, "--choose", "\(choice + 1)", "--reason", "查过收据"
        ) {
            try look("350603", "conflict", "list", at: "conflicts").isEmpty
        }
        for code in ["350603101202", "350603101"] { try line(code) }
    }

    private func incomeRecord(_ household: String, at code: String) throws -> String {
        let rows = try look(
            code, "list", "income_record", "household=\(household)", at: "records")
        guard let id = rows.first?["id"] as? String else {
            throw PlayFailed(description: "no income of \(household) at \(code)")
        }
        return id
    }

    private func repay() throws {
        for (code, contract, amount) in [
            ("350603101201", "C-1", "1000.00"), ("350603101202", "C-2", "2500.50"),
        ] {
            try line(code)
            let file = try write(
                "repayment\(contract).csv",
                [
                    "kind,contract,amount,paid_on,receipt_no,method",
                    "repay,\(contract),\(amount),2017-09-14,R-\(contract),cash",
                ])
            try act(code, "import", "ledger_entry", file)
        }
        try stick("350603101201")
        try line("350603101202")
    }

    private func handOn() throws {
        // Three times around: after that every link must have come to rest, whatever had happened.
        for _ in 0..<3 {
            for code in ["350603101201", "350603101202", "350603101"] { try line(code) }
            try act("350603", "forward")
            try act("35", "forward")
        }
        // A server that is told to stop may be in the middle of a contact of its own, of which the
        // other end keeps a receipt alone: each stops first, and then speaks once more.
        for code in ["350603", "35"] {
            try stop(code)
            try act(code, "forward")
        }
        try stop("0")
    }
}
