package import Programme
package import Replication
package import Storage

/// How a record stands in its workflow on a day, for people.
package struct RecordState {
    /// The word of the state, in data.
    package let name: String
    /// The word for people.
    package let label: Phrase
    /// What its events amount to.
    package let course: Course
    /// The workflow.
    package let workflow: Workflow
    /// What has happened.
    package let events: [Event]

    /// How a loan stands; nil of other records.
    package let loan: ContractStanding?
    /// Whether a submission was in time; nil of other records.
    package let timeliness: SubmissionStanding.Timeliness?

    /// How a record stands today; nil if its type has no workflow.
    ///
    /// Of contracts and batches the ledger and the calendar say more than their events.
    package init?(of record: RecordID, type: RecordType, in snapshot: Snapshot) {
        guard let workflow = type.workflow else { return nil }
        self.workflow = workflow
        let today = snapshot.today
        events = snapshot.events(of: record)
        course = workflow.course(of: events, asOf: today)
        loan = type.name == "contract" ? snapshot.standing(of: record, asOf: today) : nil
        if let loan {
            name = loan.state
        } else if type.name == "batch" {
            name = snapshot.standing(ofBatch: record, asOf: today).state
        } else {
            name = course.state
        }
        if type.name == "submission",
            case .integer(let year) = snapshot.value(of: record, "programme_year")
        {
            timeliness =
                SubmissionStanding(events: events, year: Int(year), asOf: today).timeliness
        } else {
            timeliness = nil
        }
        label = workflow.state(name)?.label ?? .same(name)
    }

    /// Whether the events alone lead to the state, so that they tell its days.
    private var isOfEvents: Bool { name == course.state }

    /// Since when it stands so, as far as events tell.
    package var since: CivilDate? { isOfEvents ? course.since : nil }

    /// The last day of it, if another state follows by itself.
    package var until: CivilDate? { isOfEvents ? course.until : nil }

    /// Whether this is the state that somebody named, in data or for people.
    package func isNamed(_ word: String) -> Bool { Name(name: name, label: label).isNamed(word) }

    /// A state by its words.
    package struct Name {
        /// The word in data.
        package let name: String
        /// The word for people.
        package let label: Phrase

        /// Whether somebody meant this one.
        package func isNamed(_ word: String) -> Bool {
            [name, label.chinese, label.english].contains(word)
        }
    }

    /// The states that records of a type may be in.
    package static func states(of type: RecordType) -> [Name] {
        (type.workflow?.states ?? []).map { Name(name: $0.name, label: $0.label) }
    }

    /// The label, since when, until when.
    package var phrase: Phrase { isOfEvents ? Self.phrase(label, course) : label }

    /// A state with its days.
    package static func phrase(_ label: Phrase, _ course: Course) -> Phrase {
        guard let since = course.since else { return label }
        guard let until = course.until else {
            return Phrase(
                "\(label.chinese)（\(since) 起）", "\(label.english) (since \(since))")
        }
        return Phrase(
            "\(label.chinese)（\(since) 至 \(until)）",
            "\(label.english) (\(since) to \(until))")
    }

    /// The word for people of an event.
    package func label(of event: Event) -> Phrase {
        event.said.map { said in workflow.step(said.word)?.label ?? .same(said.word) }
            ?? Phrase("要更新的程序才能读", "only a newer program can read it")
    }

    /// What is to be known of an event; nil if nothing is.
    package func note(on event: Event) -> Phrase? {
        if course.holds.contains(event) {
            return Phrase("暂停，等待处理", "holds what follows")
        }
        return course.remarks.first { $0.event == event }?.reason.phrase
    }
}

extension Course.Remark.Reason {
    /// Why an event is remarkable.
    package var phrase: Phrase {
        switch self {
        case .repeated:
            Phrase(
                "办理时不知道另有异议、退回或撤回：不算数，须重新办理",
                "was said without knowing of what stops it: it does not count and must be said again"
            )
        case .late:
            Phrase("与当时的状态不符：不算数", "does not fit the state in which it came: it does not count")
        case .broken:
            Phrase(
                "已成事实，但前提已不成立：须由人处理",
                "is a fact although what it needs was stopped: a person must settle it")
        case .unknown: Phrase("要更新的程序才能读", "only a newer program can read it")
        }
    }
}
