internal import Programme
internal import Replication
package import Storage
package import Sync

/// Says how a record stands and what has happened to it.
package struct StateLines {
    private let output: Output
    private let text: ValueText
    private var language: Language { output.reader.language }

    /// Lines on an output, of one moment of a replica.
    package init(_ output: Output, _ text: ValueText) {
        self.output = output
        self.text = text
    }

    /// The state, what waits, what is remarkable.
    package func tell(_ state: RecordState) {
        output.fact(
            "state", Phrase("状态", "state"),
            Cell(state.phrase.text(language), json: .text(state.name)))
        output.set("state_since", state.since.map { .text("\($0)") } ?? .null)
        output.set("state_until", state.until.map { .text("\($0)") } ?? .null)
        state.loan.map(tell)
        if let timeliness = state.timeliness {
            output.fact(
                "timeliness", Phrase("是否按时", "in time"),
                Cell(timeliness.label.text(language), json: .text(timeliness.rawValue)))
        }
        for hold in state.course.holds { say(hold, state, Phrase("已暂停", "on hold")) }
        output.set("holds", .list(state.course.holds.map { json($0, nil) }))
        for remark in state.course.remarks {
            say(remark.event, state, remark.reason.phrase)
        }
        output.set(
            "remarks", .list(state.course.remarks.map { json($0.event, $0.reason.rawValue) }))
    }

    /// What a loan amounts to, and until when it must be back.
    private func tell(_ loan: ContractStanding) {
        output.fact("lent", Phrase("已发放", "lent"), money(loan.lent))
        output.fact("confirmed", Phrase("已还（已确认）", "repaid, confirmed"), money(loan.confirmed))
        output.fact(
            "provisional", Phrase("已还（未确认）", "repaid, provisional"), money(loan.provisional))
        output.fact("outstanding", Phrase("未还", "outstanding"), money(loan.outstanding))
        if let day = loan.lastDay {
            output.fact("last_day", Phrase("最迟还款日", "last day"), .text("\(day)"))
        }
        output.set("disputed", .list(loan.disputed.map { .text("\($0.record)") }))
        output.set("is_broken", .bool(loan.isBroken))
        if loan.isBroken {
            output.say(
                Phrase(
                    "  已发放，但申请已停止：须由人处理。",
                    "  It was paid out although its application was stopped: a person must settle it."
                ))
        }
    }

    private func money(_ fen: Int64) -> Cell {
        Cell(FieldKind.money(least: 0).format(.integer(fen)), json: .integer(fen))
    }

    private func say(_ event: Event, _ state: RecordState, _ what: Phrase) {
        let label = state.label(of: event)
        let day = event.said.map { " \($0.on)" } ?? ""
        let reason = event.said?.reason ?? ""
        let author = text.author(event.stamp)
        output.line(
            DisplayWidth.printable(
                Phrase(
                    "  “\(label.chinese)”\(day)（\(author)）\(reason.isEmpty ? "" : "：\(reason)")——\(what.chinese)",
                    "  “\(label.english)”\(day) (\(author))\(reason.isEmpty ? "" : ": \(reason)") – \(what.english)"
                ).text(language)))
    }

    private func json(_ event: Event, _ reason: String?) -> JSONValue {
        var object: [String: JSONValue] = [
            "event": event.said.map { .text($0.word) } ?? .null,
            "on": event.said.map { .text("\($0.on)") } ?? .null,
            "office": .text(event.stamp.office.description),
            "reason": event.said?.reason.map { .text($0) } ?? .null,
        ]
        if let reason { object["remark"] = .text(reason) }
        return .object(object)
    }

    /// What has happened, by day.
    package func events(_ state: RecordState, in snapshot: Snapshot) throws -> Table {
        var table = Table([
            .init("on", Phrase("日期", "on")), .init("event", Phrase("事项", "event")),
            .init("until", Phrase("期限", "until")), .init("by", Phrase("填写人", "by")),
            .init("office", Phrase("机构", "office")), .init("paper", Phrase("单据", "paper")),
            .init("reason", Phrase("原因", "reason")), .init("note", Phrase("备注", "note")),
        ])
        func day(_ event: Event) -> String { event.said.map { "\($0.on)" } ?? "" }
        let ordered = state.events.sorted {
            (day($0), $0.stamp.time.milliseconds) < (day($1), $1.stamp.time.milliseconds)
        }
        for event in ordered {
            let said = event.said
            table.add([
                said.map { .text("\($0.on)") } ?? .nothing,
                Cell(
                    state.label(of: event).text(language),
                    json: said.map { .text($0.word) } ?? .null),
                said?.until.map { .text("\($0)") } ?? .nothing, .text(text.author(event.stamp)),
                .text(event.stamp.office.description),
                try said?.paper.map { try paper($0, in: snapshot) } ?? .nothing,
                said?.reason.map { .text($0) } ?? .nothing,
                state.note(on: event).map { .text($0.text(language)) } ?? .nothing,
            ])
        }
        return table
    }

    /// A paper by its type and name; by its number alone where it does not travel.
    private func paper(_ record: RecordID, in snapshot: Snapshot) throws -> Cell {
        guard let facet = try snapshot.facets(of: record).first,
            let type = Catalogue.type(facet.type)
        else { return .text(record.description) }
        let name = text.name(of: record, type: type.name)
        return Cell(
            "\(type.label.text(language)) \(name)", json: .text(record.description))
    }

    /// What became of the records to which something happened in an act.
    package func tell(_ events: [EnteredEvent]) {
        for event in events {
            guard let said = event.event.said, let workflow = event.type.workflow else { continue }
            let name = text.name(of: event.record, type: event.type.name)
            let state = workflow.state(event.after.state)?.label ?? .same(event.after.state)
            let (label, type) = (event.step.label, event.type.label)
            output.line(
                DisplayWidth.printable(
                    Phrase(
                        "  \(type.chinese) \(name)：\(label.chinese)（\(said.on)）→ \(state.chinese)",
                        "  \(type.english) \(name): \(label.english) (\(said.on)) → \(state.english)"
                    ).text(language)))
            if let remark = event.after.remarks.first(where: { $0.event.id == event.event.id }) {
                output.say(
                    Phrase(
                        "  注意：\(remark.reason.phrase.chinese)",
                        "  Note: \(remark.reason.phrase.english)"))
            }
        }
        output.set(
            "events",
            .list(
                events.map { event in
                    .object([
                        "record": .text(event.record.description), "type": .text(event.type.name),
                        "event": .text(event.step.event),
                        "on": event.event.said.map { .text("\($0.on)") } ?? .null,
                        "state": .text(event.after.state),
                    ])
                }))
    }
}
