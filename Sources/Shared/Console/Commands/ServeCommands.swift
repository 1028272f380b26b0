internal import Programme

/// The program at work.
enum ServeCommands {
    /// The commands of this family, in the order of the help.
    static let all = [edge, server]

    private static let edge = serve(
        .edgeNode, listen: "127.0.0.1:8480",
        summary: Phrase("运行：后台同步，每天备份", "run: synchronise in the background, back up each day"))

    private static let server = serve(
        .syncServer, listen: "127.0.0.1:8440",
        summary: Phrase("运行服务器：接待下级，每天备份", "run the server for the offices below, back up each day")
    )

    private static func serve(_ program: Program, listen: String, summary: Phrase) -> Command {
        Command(
            "serve", in: [program], summary: summary,
            details: Phrase(
                "默认监听 \(listen)。用 Ctrl-C 停止；运行时其他命令照常可用。",
                "Listens at \(listen) if not said. Ctrl-C stops it; other commands work beside it."),
            options: [.listen], examples: ["serve --listen \(listen)"]
        ) { context in
            let request = ServeRequest(
                listen: context.words.value(.listen) ?? listen, directory: context.directory)
            return try context.services.carriers.serve(context.replica, request, context.output)
        }
    }
}
