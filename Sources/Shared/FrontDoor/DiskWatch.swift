internal import Console

/// Looks whether the disk of a running program fills up, and says so once each day.
struct DiskWatch {
    private let room: DiskRoom
    private let output: Output
    private var toldOn = ""

    /// A watch over the disk of a directory.
    init(_ door: FrontDoor, directory: String, _ output: Output) {
        room = DiskRoom(door.services, directory)
        self.output = output
    }

    /// Looks; called every second, which costs one call of the system.
    ///
    /// - Parameter now: Unix milliseconds.
    mutating func tick(now: UInt64) {
        let day = WallTime(milliseconds: now).day
        guard day != toldOn, let warning = room.warning else { return }
        toldOn = day
        output.warn(warning)
    }
}
