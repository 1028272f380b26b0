package import Console

/// What the two programs take from their environment, and nothing else does.
package struct Settings: Hashable, Sendable {
    /// Where the data lie if `--data` does not say.
    package let directory: String
    /// The person's name at this machine; nil if the environment does not tell.
    package let login: String?
    /// Who reads.
    package let reader: Output.Reader

    /// Settings from an environment.
    ///
    /// - Parameters:
    ///   - width: the columns of the terminal on standard output; nil if it is none.
    ///   - isTerminal: whether standard error is one.
    package init(
        _ program: Program, environment: [String: String], width: Int?, isTerminal: Bool
    ) {
        let home = environment["HOME"] ?? "."
        directory =
            environment["HAPPINESS_SYNC_DATA"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "\(home)/.happiness-sync/\(program.rawValue)"
        login = [environment["LOGNAME"], environment["USER"]].compactMap { $0 }
            .first { !$0.isEmpty }
        // The order of POSIX: the first of these that says something decides.
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }
            .first { !$0.isEmpty }
        reader = Output.Reader(
            language: Language(locale: locale ?? ""), width: width, showsProgress: isTerminal)
    }
}
