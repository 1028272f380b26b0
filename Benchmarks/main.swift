import Foundation
import Replication
import Storage

// The path of a change through the store, beside the same work done by plain SQLite. Arguments: how
// many changes (100,000), and the folder to work in (a temporary one on the disk).
let arguments = CommandLine.arguments.dropFirst()
let count = arguments.first.flatMap { Int($0) } ?? 100_000
let folder =
    (arguments.dropFirst().first ?? NSTemporaryDirectory()) + "/happy-bench-\(getpid())"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)

let people = People(home: DivisionCode("110101001001") ?? .nation)
Measure.printHead()
try Plain.run(in: folder, count: count, batch: 1_000)
try Plain.run(in: folder, count: count / 100, batch: 1)

let county = try Bench("110101", in: folder, seed: 1)
let village = try Bench("110101001001", in: folder, seed: 2, parent: county.node)
let township = try Bench("110101001", in: folder, seed: 3, parent: county.node)

try Measure.run("LOAD-2 write, 1,000 an act", count: count) {
    for first in stride(from: 0, to: count / 2, by: 500) {
        try village.author((first..<min(first + 500, count / 2)).flatMap(people.drafts))
    }
}
Measure.note("  on the village's disk", bytes: village.bytes, per: count)
let frames = try Measure.run("LOAD-2 read the log", count: count) { try village.log() }
try Measure.run("LOAD-2 receive at the county", count: count) {
    try county.receive(frames, from: village)
}
Measure.note("  on the county's disk", bytes: county.bytes, per: count)
let pulled = try Measure.run("LOAD-2 feed and pull at the township", count: count) {
    try township.pull(from: county)
}
try Measure.run("LOAD-10 edit one field, 1,000 an act", count: count) {
    for first in stride(from: 0, to: count, by: 1_000) {
        try county.author(
            (first..<first + 1_000).map { people.edit($0 % (count / 2), round: $0) })
    }
}
try Measure.run("single acts, each on the disk", count: count / 100) {
    for number in 0..<count / 100 { try village.author([people.edit(number, round: number)]) }
}
let scope = Scope(child: township.office)
try Measure.run("LOAD-7 digest of everything", count: 1_000) {
    for _ in 0..<1_000 { _ = try county.digest(scope) }
}
let report = try Measure.run("verify", count: count) { try county.store.verify() }
try? FileManager.default.removeItem(atPath: folder)
guard report.isSound, pulled == count else {
    print("The figures are worth nothing: \(report.faults.prefix(3)), \(pulled) pulled.")
    exit(1)
}
