import Programme
import Replication
import Testing

/// What is common to all checks: silence where all is well, what they do, what belongs to paper
/// times, what is looked at again.
@Suite("Checks") struct ChecksTests {
    @Test func `nothing is found where everything went its way`() {
        let world = World()
        #expect(world.found.isEmpty)
        let course = Workflow.application.course(
            of: world.memory.events(of: world.application), asOf: world.memory.today)
        #expect(course.state == "contracted" && course.remarks.isEmpty)
    }

    @Test func `each step of an application is taken without a word`() {
        var world = World()
        world.rewind(to: 6)
        let steps = ["county_approved", "county_submitted", "forms_completed", "township_agreed"]
        for (index, step) in steps.enumerated() {
            world.rewind(to: 5 - index)
            #expect(world.memory.before(step, world.application).isEmpty, "\(step)")
            #expect(world.found.isEmpty, "before \(step)")
        }
    }

    @Test func `every check has a number, a severity and both texts`() {
        let numbers: [UInt16] = [
            1, 2, 3, 4, 5, 6, 10, 11, 12, 14, 20, 21, 22, 23, 30, 31, 32, 33, 34, 35, 36, 38, 39,
            40, 41, 42, 43, 44, 45, 46, 49, 97, 98, 99, 100,
        ]
        #expect(Check.allCases.map(\.rawValue) == numbers)
        #expect(Check.idNumber.name == "CK-01" && Check.authorised.name == "CK-100")
        func those(_ severity: Severity) -> [UInt16] {
            Check.allCases.filter { $0.severity == severity }.map(\.rawValue)
        }
        #expect(
            those(.block) == [
                1, 10, 11, 14, 20, 21, 23, 30, 31, 32, 33, 34, 36, 38, 40, 41, 49, 97, 99, 100,
            ])
        #expect(those(.hold) == [2, 4, 39, 42, 43, 44, 46])
        #expect(those(.warning) == [3, 5, 6, 12, 35, 45])
        #expect(those(.information) == [22, 98])
        for check in Check.allCases {
            #expect(!check.phrase.chinese.isEmpty && !check.phrase.english.isEmpty)
        }
        #expect(Set(Check.allCases.map(\.phrase.english)).count == Check.allCases.count)
    }

    @Test func `what stands already stops nothing, a person looks`() {
        var world = World()
        world.memory.set(world.mother, ["id_number": .text("990101197803150020")])
        #expect(world.memory.findings(world.mother).said == ["CK-01 H"])
        let typed = world.memory.entering("person", [:], record: world.mother)
        #expect(typed.said == ["CK-01 B"])
        for severity in [Severity.hold, .warning, .information] {
            #expect(severity.onceMerged == severity)
        }
    }

    // MARK: Paper times

    @Test func `what is dated before a batch was taken over stops nothing`() {
        var world = World()
        let old = world.oldLoan(of: world.mother, world.household, lent: "2013-04-20", repaid: nil)
        func payout(_ day: String) -> [Finding] {
            let values = World.entry("disburse", old, 500_000, day, "P-new")
            return world.memory.entering("ledger_entry", values)
        }
        #expect(payout("2017-01-01").said == ["CK-41 H"])
        // A pay-out of today asks for nothing that papers of then cannot have.
        #expect(payout("2017-01-02").said == ["CK-41 B"])
        let late = World.entry("repay", old, 500_001, "2017-01-02", "R-new")
        #expect(world.memory.entering("ledger_entry", late).said == ["CK-44 H"])
    }

    @Test(arguments: [
        ("2017-01-01", "H"), ("2017-01-02", "B"),
    ])
    func `an application, a review and a guarantor are judged by their own days`(
        on: String, severity: String
    ) {
        var world = World()
        world.memory.set(
            world.batch, ["taken_over": .bool(true), "taken_over_on": .text("2017-01-01")])
        let memory = world.memory
        let twice = [
            "mother": named(world.mother), "batch": .integer(24), "applied_on": .text(on),
        ]
        #expect(memory.entering("application", twice).said.contains("CK-14 \(severity)"))
        let review = memory.entering(
            "village_review", ["held_on": .text(on), "present": .integer(1)], record: world.review)
        #expect(review.said == ["CK-32 \(severity)"])
        let notice = memory.entering(
            "public_notice", ["starts_on": .text(on), "end_photo": .absent], record: world.notice)
        #expect(notice.said == ["CK-30 \(severity)"])
        let guarantor = memory.entering(
            "guarantor", ["signed_on": .text(on), "sealed": .bool(false)], record: world.guarantor)
        #expect(guarantor.said == ["CK-34 \(severity)"])
        let contract = memory.entering(
            "contract", ["signed_on": .text(on), "application": .absent], record: world.contract)
        // No approval is asked of paper times.
        #expect(contract.said == (severity == "H" ? [] : ["CK-40 B"]))
    }

    @Test func `a batch that was taken over without a day is paper history as a whole`() {
        var world = World()
        world.memory.set(world.batch, ["taken_over": .bool(true)])
        let again = World.entry("disburse", world.contract, 2_000_000, "2017-10-30", "P-2")
        #expect(world.memory.entering("ledger_entry", again).said == ["CK-41 H"])
        world.memory.set(world.batch, ["taken_over": .bool(false)])
        #expect(world.memory.entering("ledger_entry", again).said.contains("CK-41 B"))
    }

    // MARK: Looked at again

    @Test func `papers are looked at again with what they are about`() {
        let world = World()
        func affected(_ record: RecordID) -> Set<RecordID> { world.memory.affected(record) }
        #expect(affected(world.review) == [world.application])
        #expect(affected(world.notice) == [world.application])
        #expect(affected(world.agreement) == [world.application])
        #expect(affected(world.income) == [world.application])
        #expect(affected(world.household) == [world.application, world.contract])
        #expect(affected(world.guarantor) == [world.contract, world.payout, world.repayment])
        #expect(affected(world.allocation) == [world.payout, world.repayment])
        #expect(affected(world.batch) == [world.application, world.contract])
        #expect(affected(world.booking) == [world.source])
        #expect(affected(world.source) == [])
    }

    @Test func `who she is and what she owes bears on all her papers`() {
        var world = World()
        let papers: Set = [
            world.application, world.contract, world.payout, world.repayment,
        ]
        #expect(world.memory.affected(world.mother) == papers.union([world.husband]))
        #expect(world.memory.affected(world.husband) == papers.union([world.mother]))
        #expect(
            world.memory.affected(world.application)
                == papers.union([world.mother]).subtracting([world.application]))
        #expect(
            world.memory.affected(world.contract)
                == papers.union([world.mother, world.guarantor]).subtracting([world.contract]))
        #expect(
            world.memory.affected(world.repayment)
                == papers.union([world.mother]).subtracting([world.repayment]))
        let reversal = world.reverse(world.repayment)
        #expect(world.memory.affected(reversal) == papers.union([world.mother]))
        #expect(world.memory.affected(world.repayment).contains(reversal))
    }

    @Test func `a person with her number or her name is looked at again, with her papers`() {
        var world = World()
        let twin = world.memory.add("person", ["id_number": .text(World.id)])
        #expect(
            world.memory.affected(twin) == [
                world.mother, world.application, world.contract, world.payout, world.repayment,
            ])
        let namesake = world.memory.add("person", ["name": .text("蔡秀兰")])
        #expect(world.memory.affected(namesake) == [world.mother])
        let link = world.link(twin, world.mother)
        #expect(
            world.memory.affected(link).isSuperset(of: [
                twin, world.mother, world.application, world.contract, world.payout,
            ]))
    }
}
