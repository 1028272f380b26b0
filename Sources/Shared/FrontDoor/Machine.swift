internal import Foundation
package import Storage

/// What tells this machine from a copy of it.
package enum Machine {
    /// Files of the system that hold one fact each; where one cannot be read the fact is empty.
    private static let files = [
        "/etc/machine-id", "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/board_serial",
    ]

    /// The facts of this machine, each always at its place.
    package static var facts: MachineFacts {
        MachineFacts(
            values: files.map { path in
                guard let data = FileManager.default.contents(atPath: path) else { return "" }
                return String(decoding: data, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines)
            })
    }

    /// How many bytes the disk of a folder can still take; nil if the system does not tell.
    static func room(_ directory: String) -> UInt64? {
        var facts = statvfs()
        guard statvfs(directory, &facts) == 0 else { return nil }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    }
}
