extension CommandTable {
    /// All commands of both programs.
    package static let every: [Command] = []
}
