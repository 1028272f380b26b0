import Programme
import Replication
import Testing

/// Whether the workflows make sense as data, and papers mean what their authors may say.
@Suite("Workflows") struct WorkflowTests {
    private let workflows = Catalogue.types.compactMap { type in type.workflow.map { (type, $0) } }

    @Test func `words and states are used once, and fit people`() {
        for (type, workflow) in workflows {
            #expect(Set(workflow.states.map(\.name)).count == workflow.states.count)
            #expect(Set(workflow.states.map(\.label.chinese)).count == workflow.states.count)
            #expect(Set(workflow.steps.map(\.event)).count == workflow.steps.count, "\(type.name)")
            #expect(Set(workflow.steps.map(\.label.chinese)).count == workflow.steps.count)
            for rule in workflow.rules {
                #expect(workflow.step(rule.event) != nil && workflow.step(rule.other) != nil)
            }
            for state in workflow.states {
                if let next = state.next { #expect(workflow.state(next) != nil) }
            }
        }
    }

    @Test func `a type has a register of events if and only if it has a workflow`() {
        for type in Catalogue.types {
            let register = type.registers.first { $0.shape == .events }
            #expect((register == nil) == (type.workflow == nil), "\(type.name)")
        }
    }

    @Test func `every state is the first, follows by itself, is led to, or is one of the money`() {
        let money: [String: Set<String>] = [
            "contract": [
                "disbursed", "operating", "notice_sent", "partly_repaid", "overdue", "repaid",
                "surveyed_effect", "assessed",
            ],
            "batch": ["released", "due", "recovered"],
        ]
        for (type, workflow) in workflows {
            var reached: Set<String> = [workflow.states[0].name]
            reached.formUnion(workflow.states.compactMap(\.next))
            for step in workflow.steps {
                if case .state(let name) = step.target { reached.insert(name) }
            }
            #expect(
                reached.union(money[type.name] ?? []) == Set(workflow.states.map(\.name)),
                "\(type.name)")
        }
    }

    @Test func `what servers say of a submission no person says`() {
        let words = Workflow.submission.steps.filter(\.guardian.isProgram).map(\.event)
        #expect(words.sorted() == ["received", "relayed"])
        for (type, workflow) in workflows where type.name != "submission" {
            let own = workflow.steps.filter(\.guardian.isProgram)
            #expect(own.isEmpty, "\(type.name)")
        }
    }

    @Test func `a paper's event is a step of its subject, and names fields of the paper`() throws {
        for (paper, consequence) in consequences {
            let subject = try #require(self.subject(of: consequence, paper))
            #expect(subject.workflow?.step(consequence.event) != nil, "\(consequence.event)")
            #expect(paper.field(consequence.on)?.field.kind == .date)
            for condition in consequence.conditions {
                let field = try #require(paper.field(condition.field)?.field)
                guard case .choice(let choices) = field.kind else {
                    Issue.record("\(paper.name).\(condition.field)")
                    continue
                }
                #expect(condition.words.isSubset(of: Set(choices.map(\.name))))
            }
            if case .days(let field)? = consequence.until { #expect(paper.field(field) != nil) }
            if let needs = consequence.needs { #expect(paper.field(needs) != nil) }
            if let reason = consequence.reason { #expect(paper.field(reason) != nil) }
        }
    }

    /// Otherwise an office could write a paper and not what it means, and the act would be refused.
    @Test func `whoever may write a paper may say what it means`() throws {
        var permitted = 0
        for (paper, consequence) in consequences {
            let subject = try #require(self.subject(of: consequence, paper))
            for tier in Tier.allCases {
                for relation in [Relation.own, .child] {
                    for role in Role.allCases {
                        guard let office = Rights.sampleOffices[tier],
                            let home = Rights.sampleHome(relation, of: tier)
                        else { continue }
                        let actor = Actor(
                            user: RecordID(high: 0, low: 1), office: office, tier: tier,
                            roles: [role])
                        guard mayWrite(paper, consequence, actor, home) else { continue }
                        permitted += 1
                        let act = RegisterAct(
                            actor: actor, type: subject, record: RecordID(high: 0, low: 2),
                            register: .event(RecordID(high: 0, low: 3)),
                            value: .list([.text(consequence.event)]), home: home,
                            isCreation: consequence.subject == .itself)
                        #expect(
                            Rights.decide(act) == .allowed,
                            "\(paper.name) → \(consequence.event) by \(role) of \(tier)")
                    }
                }
            }
        }
        #expect(permitted > 100)
    }

    /// Whether an actor may write the registers that the consequence depends on.
    private func mayWrite(
        _ paper: RecordType, _ consequence: Consequence, _ actor: Actor, _ home: DivisionCode
    ) -> Bool {
        var words = [consequence.on: Value.text("2017-06-01")]
        var isMaking = false
        for condition in consequence.conditions {
            // Of several words each leads here.
            words[condition.field] = condition.words.sorted().first.map { .text($0) }
        }
        let registers = Set(words.keys.compactMap { paper.field($0)?.register.number })
        for number in registers {
            guard let register = paper.register(number) else { return false }
            if register.writers.isEmpty { isMaking = true }
        }
        return registers.allSatisfy { number in
            guard let register = paper.register(number) else { return false }
            let act = RegisterAct(
                actor: actor, type: paper, record: RecordID(high: 0, low: 4),
                register: register.registerName(), value: register.value(of: words), home: home,
                isCreation: isMaking && register.writers.isEmpty)
            return Rights.decide(act) == .allowed
        }
    }

    private var consequences: [(RecordType, Consequence)] {
        Catalogue.types.flatMap { type in type.consequences.map { (type, $0) } }
    }

    private func subject(of consequence: Consequence, _ paper: RecordType) -> RecordType? {
        switch consequence.subject {
        case .itself: return paper
        case .batch(let field):
            return paper.field(field) == nil ? nil : Catalogue.type(named: "batch")
        case .named(let field):
            guard case .reference(let name)? = paper.field(field)?.field.kind else { return nil }
            return Catalogue.type(named: name)
        }
    }
}
