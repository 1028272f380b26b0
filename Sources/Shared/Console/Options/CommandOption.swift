package import Programme

/// An option of a command: one name has one meaning in all of them.
package struct CommandOption: Hashable, Sendable {
    /// The name without its dashes.
    package let name: String
    /// What stands behind it, in English in capitals; nil for an option that is only there or not.
    package let value: Phrase?
    /// What it does.
    package let help: Phrase

    private init(_ name: String, _ value: Phrase?, _ help: Phrase) {
        self.name = name
        self.value = value
        self.help = help
    }
}

extension CommandOption {
    /// Where the data lie.
    package static let data = CommandOption(
        "data", Phrase("文件夹", "DIR"), Phrase("数据所在的文件夹", "the folder that holds the data"))
    /// Who acts.
    package static let actor = CommandOption(
        "as", Phrase("登录名", "LOGIN"), Phrase("以谁的名义操作", "the person who acts"))
    /// For programs.
    package static let json = CommandOption(
        "json", nil, Phrase("输出 JSON，供程序读取", "print JSON, for programs"))
    /// The help of a command.
    package static let help = CommandOption(
        "help", nil, Phrase("显示用法和例子", "show how it is used, with examples"))
    /// The version of the program.
    package static let version = CommandOption(
        "version", nil, Phrase("显示版本", "show the version"))

    /// A time instead of the clock's.
    package static let clock = CommandOption(
        "clock", Phrase("时间", "TIME"),
        Phrase(
            "假定现在是这个时间，如 2017-07-01T21:04（仅限练习数据）",
            "take this for the time, as 2017-07-01T21:04 (practice only)"))

    /// What every command takes.
    package static let common: [CommandOption] = [data, actor, json, clock, help]

    /// Why something is done.
    package static let reason = CommandOption(
        "reason", Phrase("文字", "TEXT"), Phrase("理由，会写入记录", "why; it is kept with the act"))
    /// No check at entry.
    package static let unchecked = CommandOption(
        "unchecked", nil,
        Phrase("录入时不检查（仅限练习数据）", "skip the check at entry (practice only)"))
    /// A division.
    package static let under = CommandOption(
        "under", Phrase("区划代码", "CODE"), Phrase("只看这个区划以内的", "only what lies within this division"))
    /// The day of an event.
    package static let on = CommandOption(
        "on", Phrase("日期", "DATE"),
        Phrase("发生在哪一天，不写就是今天", "the day on which it happened; today if left out"))
    /// The last day of what an event leads to.
    package static let until = CommandOption(
        "until", Phrase("日期", "DATE"), Phrase("到哪一天为止", "the last day of it"))
    /// A state.
    package static let state = CommandOption(
        "state", Phrase("状态", "STATE"), Phrase("只看这个状态的", "only what is in this state"))
    /// How many.
    package static let limit = CommandOption(
        "limit", Phrase("数", "N"), Phrase("最多显示多少条", "show at most so many"))
    /// A year.
    package static let year = CommandOption("year", Phrase("年份", "YYYY"), Phrase("年度", "the year"))
    /// The year of the calendar instead of the programme's.
    package static let calendar = CommandOption(
        "calendar", nil,
        Phrase(
            "年度按公历（1 月 1 日起），不按项目年度（上年 11 月 1 日起）",
            "years begin on 1 January, not on 1 November of the year before"))
    /// From which day one looks.
    package static let asOf = CommandOption(
        "as-of", Phrase("日期", "DATE"), Phrase("按这一天统计", "count as on this day"))
    /// Separated values.
    package static let csv = CommandOption(
        "csv", nil, Phrase("输出 CSV，供表格软件打开", "print CSV, for spreadsheets"))
    /// Townships that are left out.
    package static let without = CommandOption(
        "without", Phrase("区划代码,…", "CODE,…"),
        Phrase("不含这些乡镇，注明缺报", "leave these townships out, named as missing"))
    /// What came by the day.
    package static let inTime = CommandOption(
        "in-time", nil, Phrase("只计到期前收到的", "only what was received by the day"))
    /// A batch.
    package static let batch = CommandOption(
        "batch", Phrase("期次", "N"), Phrase("第几期", "the number of a batch"))
    /// The mark of what one has seen stays where it is.
    package static let keep = CommandOption(
        "keep", nil,
        Phrase("看过以后不移动“已看到”的标记", "leave the mark of what was seen where it is"))
    /// The server above.
    package static let server = CommandOption(
        "server", Phrase("网址", "URL"), Phrase("县服务器的地址", "the address of the county's server"))
    /// A code of an invitation.
    package static let invitation = CommandOption(
        "invitation", Phrase("邀请码", "CODE"), Phrase("邀请码", "the code of the invitation"))
    /// A file with an invitation.
    package static let invitationFile = CommandOption(
        "invitation-file", Phrase("文件", "FILE"), Phrase("邀请文件", "the file with the invitation"))
    /// A division whose office the server is.
    package static let office = CommandOption(
        "office", Phrase("区划代码", "CODE"), Phrase("机构所在的区划", "the division of the office"))
    /// A name.
    package static let name = CommandOption("name", Phrase("名称", "NAME"), Phrase("名称", "the name"))
    /// The server above a server.
    package static let parent = CommandOption(
        "parent", Phrase("网址", "URL"), Phrase("上级服务器的地址", "the address of the server above"))
    /// Where others reach a server.
    package static let address = CommandOption(
        "address", Phrase("网址", "URL"),
        Phrase("下级用这个地址连本服务器", "the address at which the offices below reach it"))
    /// A practice world.
    package static let practice = CommandOption(
        "practice", nil,
        Phrase("练习数据，与真实数据互不相通", "a practice world, apart from the real one"))
    /// Where a server listens.
    package static let listen = CommandOption(
        "listen", Phrase("地址", "ADDRESS"),
        Phrase("监听的地址和端口", "the address and port to listen at"))
    /// A node.
    package static let node = CommandOption(
        "for", Phrase("节点", "NODE"), Phrase("给哪个节点", "the node that gets it"))
    /// Which of the values.
    package static let choose = CommandOption(
        "choose", Phrase("数", "N"), Phrase("选第几个值", "take the value of this number"))
    /// Another value.
    package static let value = CommandOption(
        "value", Phrase("项目=值", "FIELD=VALUE"), Phrase("改为另一个值", "take another value"))
    /// How long.
    package static let days = CommandOption(
        "days", Phrase("数", "N"), Phrase("几天内有效", "for how many days it is valid"))
    /// Roles.
    package static let roles = CommandOption(
        "roles", Phrase("角色,…", "ROLE,…"), Phrase("角色，用逗号隔开", "the roles, with commas between"))
    /// All of a list.
    package static let all = CommandOption(
        "all", nil, Phrase("包括已经处理的", "also what is settled already"))
    /// A file to be written.
    package static let file = CommandOption(
        "file", Phrase("文件", "FILE"), Phrase("写入这个文件", "write it into this file"))

    /// Every option of both programs, as the parser knows them.
    package static let every: [CommandOption] =
        common + [
            version, reason, unchecked, under, limit, year, calendar, asOf, csv, keep,
            server, invitation,
            invitationFile, office, name, parent, practice, listen, node, choose, value, days,
            roles, all, file, address, on, until, state, batch, without, inTime,
        ]
}
