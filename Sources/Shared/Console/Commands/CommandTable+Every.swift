extension CommandTable {
    /// All commands of both programs, in the order of the help.
    package static let every: [Command] =
        InitCommands.all + ServeCommands.all + EntryCommands.all + EventCommands.all
        + DecideCommands.all
        + ImportCommands.all
        + LookCommands.all + ConflictCommands.all + QuarantineCommands.all + ReportCommands.all
        + NightCommands.all + TakeoverCommands.all + SubmissionCommands.all
        + StatusCommands.all + TransferCommands.all + StoreCommands.all + OfficeCommands.all
        + NodeCommands.all + UserCommands.all + AuditCommands.all
}
