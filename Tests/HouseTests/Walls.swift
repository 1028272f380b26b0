extension Wall {
    /// All walls, in the order of ARCHITECTURE.md.
    static let all: [Wall] = [
        pureRooms, sql, sockets, parsing, clockAndChance, cTypes, settings, waiting, connections,
        merging, pages, sleeping, listing, closets,
    ]

    /// A check that looks for patterns in the code of some rooms.
    private static func ban(
        _ patterns: [String], in part: SourceFile.Part = .code,
        why: String, where isInside: @escaping @Sendable (SourceFile) -> Bool
    ) -> @Sendable (SourceFile) -> [Finding] {
        { file in
            guard file.isSource, isInside(file) else { return [] }
            return patterns.flatMap { file.find($0, in: part, why: why) }
        }
    }

    private static func path(_ room: String, _ name: String = "Planted") -> String {
        Rooms.frontDoors.contains(room)
            ? "Sources/\(room)/\(name).swift" : "Sources/Shared/\(room)/\(name).swift"
    }

    static let pureRooms = Wall(
        name: "WALL-1",
        never: "a pure room never imports anything but pure rooms; Replication and CBOR nothing",
        check: { file in
            guard file.isSource, Rooms.pure.contains(file.room) else { return [] }
            let allowed = ["Replication", "CBOR"].contains(file.room) ? [] : Rooms.pure
            return file.find(importPattern, why: "not a pure room") {
                !allowed.contains($0.groups[1])
            }
        },
        breaches: [
            (path("Wire"), "import Foundation"), (path("Programme"), "internal import Dispatch"),
            (path("Replication"), "public import Programme"),
            (path("Wire"), "import struct Foundation.Date"), (path("CBOR"), "import Glibc"),
        ],
        innocents: [
            (path("Wire"), "public import Replication // not Foundation"),
            (path("Storage"), "import Foundation"),
        ])

    private static let importPattern =
        #"^\s*(?:@\w+\s+)*(?:public |package |internal |private |fileprivate )?import +(?:(?:struct|class|enum|func|protocol|typealias|var|let) +)?(\w+)"#

    static let sql = Wall(
        name: "WALL-2", never: "SQL never stands outside Storage and SQLite",
        check: { file in
            let isHome = ["Storage", "SQLite"].contains(file.room)
            guard !isHome, file.path.hasPrefix("Sources/") else { return [] }
            if file.path.hasSuffix(".sql") {
                return [Finding(path: file.path, line: 0, words: "SQL belongs into Storage")]
            }
            return file.find(sqlPattern, in: .literals, why: "SQL belongs into Storage")
        },
        breaches: [
            (path("Console"), #"let text = "SELECT name FROM person""#),
            (path("Sync"), "let text = \"\"\"\n    INSERT INTO link VALUES (1)\n    \"\"\""),
            ("Sources/Shared/Sync/links.sql", "create table link (id)"),
            (path("Programme"), #"run("CREATE UNIQUE INDEX a ON b (c)")"#),
        ],
        innocents: [
            (path("Storage"), #"let text = "SELECT name FROM person""#),
            (path("Console"), #"// "SELECT name FROM person""#),
            (path("Console"), #"let text = "Select a person from the list""#),
        ])

    private static let sqlPattern =
        #"\b(SELECT\s.*\bFROM|INSERT\s+(OR \w+ )?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+(UNIQUE |TEMP |VIRTUAL )?(TABLE|INDEX|VIEW|TRIGGER)|PRAGMA\s+\w+|BEGIN IMMEDIATE|ATTACH DATABASE)\b"#

    static let sockets = Wall(
        name: "WALL-3",
        never: "a room below Transport never knows a socket, a URL or a status number",
        check: { file in
            guard file.isSource, Rooms.belowTransport.contains(file.room) else { return [] }
            let why = "only Transport speaks HTTP"
            return file.find(
                #"\b(AF_INET6?|AF_UNIX|sockaddr\w*|URL|URLComponents|URLSession|URLRequest)\b"#
                    + #"|\b(statusCode|httpStatus|HTTP\w*)\b"#, why: why)
                + file.find(#"https?://|/v1/"#, in: .literals, why: why)
        },
        breaches: [
            (path("Sync"), "func open(_ url: URL) {}"), (path("Wire"), "let statusCode = 404"),
            (path("Sync"), #"let path = "/v1/push""#),
            (path("Storage"), #"let parent = "https://county.example""#),
            (path("Sync"), "socket(AF_INET, 0, 0)"),
        ],
        innocents: [
            (path("Transport"), #"let path = "/v1/push""#),
            (path("Sync"), "// HTTP carries frames"),
            (path("Console"), #"print("--server https://county:8440")"#),
        ])

    static let parsing = Wall(
        name: "WALL-4",
        never: "nothing but CBOR is ever decoded from the network, and no JSON at all",
        check: ban(
            [
                #"\b(JSONDecoder|PropertyListDecoder|NSKeyedUnarchiver|XMLParser|XMLDocument)\b"#,
                #"\bJSONSerialization\s*\.\s*jsonObject\b"#,
            ],
            why: "deterministic CBOR is the only thing that is decoded", where: { _ in true }),
        breaches: [
            (path("Transport"), "let decoder = JSONDecoder()"),
            (path("EdgeNode"), "try JSONSerialization.jsonObject(with: data)"),
        ],
        innocents: [(path("Console"), "try JSONSerialization.data(withJSONObject: rows)")])

    static let clockAndChance = Wall(
        name: "WALL-5", never: "below the front doors nothing ever reads a clock or rolls dice",
        check: { file in
            guard file.isSource, !Rooms.frontDoors.contains(file.room) else { return [] }
            // Keys and nonces are chance that nobody may choose: Seal asks libcrypto for them.
            let chance = file.room == "Seal" ? "" : #"|\bRAND_bytes\b"#
            return file.find(
                #"\bDate\s*\(\s*\)|\bDate\s*\.\s*now\b|\b(Continuous|Suspending)Clock\b"#
                    + #"|\bSystemRandomNumberGenerator\b|\bUUID\s*\(\s*\)|\.random\s*\(\s*in:[^,)]*\)"#
                    + #"|\bBool\.random\s*\(\s*\)|\.(randomElement|shuffled|shuffle)\s*\(\s*\)"#
                    + #"|\b(clock_gettime|gettimeofday|getrandom|arc4random\w*|time\s*\(\s*nil)\b"#
                    + #"|\bsystemUptime\b|\bDispatchTime\s*\.\s*now\b"# + chance,
                why: "clock and chance are arguments")
        },
        breaches: [
            (path("Sync"), "let now = Date()"), (path("Storage"), "let id = UUID()"),
            (path("Transport"), "let now = ContinuousClock.now"),
            (path("Replication"), "let pick = values.randomElement()"),
            (path("Console"), "let dice = Int.random(in: 1...6)"),
            (path("Storage"), "RAND_bytes(&bytes, 16)"), (path("Sync"), "let now = Date.now"),
        ],
        innocents: [
            (path("EdgeNode"), "let now = Date()"),
            (path("Sync"), "let dice = Int.random(in: 1...6, using: &entropy)"),
            (path("Seal"), "RAND_bytes(&bytes, 16)"), (path("Sync"), "// never Date()"),
            (path("Console"), "let day = Date(timeIntervalSince1970: seconds)"),
        ])

    /// Finds types in a signature: on the line of its name, or between its parentheses.
    private static func signatures(_ access: String, _ types: String) -> [String] {
        let start = #"^\s*(?:@\w+\s+)*(?:\#(access))\s"#
        return [
            start + #"[^={\n]*\b(\#(types))\b"#, start + #"[^={\n(]*\([^)]*\n[^)]*\b(\#(types))\b"#,
        ]
    }

    static let cTypes = Wall(
        name: "WALL-6", never: "a C type never stands in a signature that another room can use",
        check: ban(
            signatures(
                "public|package",
                #"OpaquePointer|Unsafe\w+|sqlite3\w*|CURL\w*|MHD_\w+|EVP_\w+|ZSTD_\w+"#),
            why: "C stays in its room", where: { !Rooms.pure.contains($0.room) }),
        breaches: [
            (path("SQLite"), "public let handle: OpaquePointer"),
            (path("Transport"), "package func answer(_ to: UnsafeMutableRawPointer)"),
            (path("Seal"), "    public init(\n        key: EVP_PKEY\n    ) {"),
        ],
        innocents: [
            (path("SQLite"), "private let handle: OpaquePointer"),
            (path("SQLite"), "public let name: String\n    private let handle: OpaquePointer"),
            (path("SQLite"), "public func close() { free(OpaquePointer(handle)) }"),
        ])

    static let settings = Wall(
        name: "WALL-7",
        never: "only a front door ever reads arguments or environment, or ends the process",
        check: ban(
            [
                #"\bCommandLine\b|\bprocessInfo\s*\.\s*(environment|arguments)\b"#,
                #"\b(secure_)?getenv\s*\(|\bsetenv\s*\(|(?<!\.)(?<!func )(?<!case )\b(exit|_exit|abort|quick_exit)\s*\("#,
            ],
            why: "settings are arguments; errors go up",
            where: { !Rooms.frontDoors.contains($0.room) }),
        breaches: [
            (path("Console"), "let words = CommandLine.arguments"),
            (path("Storage"), "if broken { exit(1) }"),
            (path("Sync"), #"ProcessInfo.processInfo.environment["LANG"]"#),
            (path("Transport"), #"let home = getenv("HOME")"#),
        ],
        innocents: [
            (path("SyncServer"), "exit(1)"), (path("Console"), "func exit(code: Int32)"),
            (path("Console"), "case exit(Int32)\nlet last = Outcome.exit(1)"),
        ])

    static let waiting = Wall(
        name: "WALL-8", never: "nothing is ever async: libraries block, threads wait",
        check: ban(
            [
                #"\b(async|await|Task|TaskGroup|withTaskGroup|AsyncStream|MainActor|globalActor)\b"#,
                #"^\s*(?:public |package |final |private )*(?:distributed )?actor\s+\w"#,
            ],
            why: "no async in Sources", where: { _ in true }),
        breaches: [
            (path("Sync"), "func push() async {}"), (path("Transport"), "Task { work() }"),
            (path("Storage"), "public actor Store {}"),
            (path("EdgeNode"), "@MainActor func run() {}"),
        ],
        innocents: [
            (path("Sync"), "// not async"), (path("Programme"), "let actor = person"),
            (path("Console"), "let task = 1"),
        ])

    static let connections = Wall(
        name: "WALL-9", never: "nothing above Storage ever sees a connection or a statement",
        check: { file in
            guard file.isSource else { return [] }
            if !["Storage", "SQLite"].contains(file.room) {
                return file.find(#"\bimport +SQLite\b"#, why: "Storage alone opens databases")
            }
            guard file.room == "Storage" else { return [] }
            return signatures("public", "Connection|Statement|Row").flatMap {
                file.find($0, why: "Storage hides SQLite")
            }
        },
        breaches: [
            (path("Sync"), "import SQLite"), (path("EdgeNode"), "internal import SQLite"),
            (path("Storage"), "public func read(_ body: (Connection) -> Void) {"),
        ],
        innocents: [
            (path("Storage"), "internal import SQLite"),
            (path("Storage"), "func read(_ body: (Connection) -> Void) {"),
            (path("Storage"), "public func count() -> Int { Statement(text).count }"),
        ])

    static let merging = Wall(
        name: "WALL-10",
        never: "values are never merged outside Replication; no other room asks who covers whom",
        check: { file in
            guard file.isSource, file.room != "Replication" else { return [] }
            let why = "merging happens in Replication only"
            // Programme declares a policy per register; only the merge acts on it.
            let policies =
                file.room == "Programme"
                ? []
                : file.find(
                    #"case \.(multiValue|authority|nearest|setAddWins|setRemoveWins)\b"#, why: why)
            return policies
                + file.find(
                    #"\.covers\s*\(|\bfunc\s+(merge|merged|formJoin|dominates)\s*[(<]"#
                        + #"|\bfunc\s+join\s*\(_ \w+: (Record|Register|Sibling|VersionVector|DotSet)\b"#,
                    why: why)
        },
        breaches: [
            (path("Storage"), "if sibling.covers(other.dot) {}"),
            (path("Sync"), "func merge(_ a: Record, _ b: Record) {}"),
            (path("Sync"), "func join(_ other: VersionVector) {}"),
            (path("Storage"), "switch policy { case .multiValue: keep() }"),
        ],
        innocents: [
            (path("Replication"), "func join(_ other: VersionVector) {}"),
            (path("Programme"), "let rule = Rule(policy: .authority)"),
            (path("Transport"), "func join() { wait(for: thread) }"),
            (path("Storage"), "let text = names.joined(separator: \", \")"),
        ])

    static let pages = Wall(
        name: "WALL-11",
        never: "rooms that draw never fetch: Pages and Programme never see a store",
        check: ban(
            [#"\b(ReplicaStore|Replica(?=\.)|Endpoint|Peer|FileManager|FileHandle)\b"#],
            why: "values are fetched by routes and commands and drawn here",
            where: { ["Pages", "Programme"].contains($0.room) }),
        breaches: [(path("Pages"), "func draw(_ store: ReplicaStore) {}")],
        innocents: [(path("Console"), "func show(_ store: ReplicaStore) {}")])

    static let sleeping = Wall(
        name: "WALL-12",
        never: "Sync and what lies below never sleeps or starts a thread: it is told the time",
        check: { file in
            guard file.isSource, Rooms.belowTransport.contains(file.room) else { return [] }
            return file.find(
                #"\b(sleep|usleep|nanosleep|sleepForTimeInterval)\s*\(|\bThread\b"#
                    + #"|\b(DispatchQueue|DispatchSemaphore|DispatchGroup|NSCondition|OperationQueue)\b"#,
                why: "waiting belongs to the front doors and Transport")
        },
        breaches: [
            (path("Sync"), "Thread.sleep(forTimeInterval: 1)"), (path("Sync"), "usleep(1000)"),
            (path("Storage"), "DispatchQueue(label: \"writer\").async {}"),
        ],
        innocents: [
            (path("Transport"), "Thread.sleep(forTimeInterval: 1)"),
            (path("SQLite"), "private let lock = NSLock()"),
            (path("Sync"), "/// When the Thread of the front door should wake up."),
        ])

    static let listing = Wall(
        name: "WALL-13", never: "no source file is absent from the room table of ARCHITECTURE.md",
        check: { RoomTable.standing.missing($0) },
        breaches: [
            (path("Replication", "Nowhere"), ""), ("Sources/Shared/Attic/Box.swift", ""),
            ("Sources/Shared/Storage/nowhere.sql", ""),
        ],
        innocents: [(path("Replication", "Merge"), ""), ("Tests/WireTests/Nowhere.swift", "")])

    static let closets = Wall(
        name: "WALL-14", never: "a C library is never imported but by its one room",
        check: { file in
            guard file.path.hasSuffix(".swift") else { return [] }
            return Rooms.closets.filter { $0.value != file.room }.keys.sorted().flatMap {
                file.find("\\bimport +\($0)\\b", why: "a closet of another room")
            }
        },
        breaches: [
            (path("Storage"), "import CSQLite"), (path("Transport"), "internal import CCrypto"),
            ("Tests/SyncTests/Planted.swift", "import CZstd"),
        ],
        innocents: [(path("SQLite"), "internal import CSQLite"), (path("Seal"), "import CCrypto")])
}
