// swift-tools-version: 6.2
import PackageDescription

/// A room of the house: one folder of `Sources/Shared`, and the rooms below it that it may enter.
func room(_ name: String, _ below: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: below, path: "Sources/Shared/\(name)")
}

/// A C library of the system, reached through a module map and a small shim.
///
/// glibc is there wherever Swift is: its closet names no package.
func closet(_ name: String, pkgConfig: String? = nil, package: String? = nil) -> Target {
    .systemLibrary(
        name: name, path: "Sources/Shared/\(name)", pkgConfig: pkgConfig,
        providers: package.map { [.apt([$0])] })
}

/// The tests of one room, the rooms below it that they speak with, and folders that are no code.
func tests(_ room: String, _ below: [String] = [], data: [String] = []) -> Target {
    .testTarget(
        name: "\(room)Tests",
        dependencies: Set([room, "Support"] + below).sorted().map { .byName(name: $0) },
        path: "Tests/\(room)Tests", exclude: data)
}

let engine = ["Sync", "Storage", "Wire", "Compression", "CBOR", "Seal", "Programme", "Replication"]
let everything = (engine + ["Transport", "Console", "FrontDoor"]).map {
    Target.Dependency.byName(name: $0)
}
let measured: [Target.Dependency] = ["Storage", "SQLite", "Wire", "Programme", "Replication"]

let package = Package(
    name: "happiness-sync",
    products: [
        .executable(name: "sync-server", targets: ["SyncServer"]),
        .executable(name: "edge-node", targets: ["EdgeNode"]),
        .executable(name: "benchmarks", targets: ["Benchmarks"]),
    ],
    targets: [
        // The pure rooms.
        room("Replication"),
        room("Programme", ["Replication"]),
        room("CBOR"),
        room("Wire", ["CBOR", "Replication"]),

        // The closets, each entered by the one room above it.
        closet("CCrypto", pkgConfig: "libcrypto", package: "libssl-dev"),
        room("Seal", ["CCrypto"]),
        closet("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),
        room("Compression", ["CZstd"]),
        closet("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        room("SQLite", ["CSQLite"]),

        // The replica, its conversation, its carriers, its commands.
        room("Storage", ["SQLite", "Seal", "Wire", "CBOR", "Programme", "Replication"]),
        room(
            "Sync",
            ["Storage", "Wire", "Seal", "Compression", "Programme", "Replication"]),
        closet("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        closet("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        room("Transport", ["CCurl", "CMicroHTTPD", "Sync", "Wire"]),
        closet("CGetopt"),
        room(
            "Console", ["CGetopt", "Sync", "Storage", "Wire", "Programme", "Replication"]),

        room(
            "FrontDoor",
            ["Console", "Transport", "Sync", "Storage", "Seal", "Programme", "Replication"]),

        // The two programs.
        .executableTarget(name: "SyncServer", dependencies: everything),
        .executableTarget(name: "EdgeNode", dependencies: everything),

        // The workloads, beside the same work done by plain SQLite.
        .executableTarget(
            name: "Benchmarks", dependencies: measured, path: "Benchmarks", exclude: ["README.md"]),

        // Tests.
        .target(name: "Support", path: "Tests/Support"),
        .target(name: "Oracle", dependencies: ["Replication", "Support"], path: "Tests/Oracle"),
        .target(
            name: "FigureOracle", dependencies: ["Programme", "Replication", "Support"],
            path: "Tests/FigureOracle"),
        tests("Replication", ["Oracle"]),
        tests("Programme", ["FigureOracle", "Replication", "Seal"]),
        tests("CBOR"),
        tests("Wire", ["CBOR", "Programme", "Replication", "Seal"]),
        tests("Seal"),
        tests("Compression"),
        tests("SQLite"),
        tests(
            "Storage",
            [
                "FigureOracle", "Oracle", "SQLite", "Wire", "CBOR", "Seal", "Programme",
                "Replication",
            ],
            data: ["Databases"]),
        tests("Sync", engine + ["FigureOracle"]),
        tests("Transport", engine),
        tests("Console", engine),
        .testTarget(name: "HouseTests", dependencies: ["Support"], path: "Tests/HouseTests"),
        .testTarget(
            name: "RightsTests",
            dependencies: (engine + ["Transport", "SQLite", "Support"]).map { .byName(name: $0) },
            path: "Tests/RightsTests"),
        .testTarget(name: "SystemTests", dependencies: ["Support"], path: "Tests/SystemTests"),
    ],
    swiftLanguageModes: [.v6]
)

/// Rooms that may not touch raw memory: strict memory safety turns every unsafe expression into an error.
let pure: Set = ["Replication", "Programme", "CBOR", "Wire", "Storage", "Sync", "Console"]

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

for target in package.targets where target.type != .system {
    target.swiftSettings = strict + (pure.contains(target.name) ? [.strictMemorySafety()] : [])
}
