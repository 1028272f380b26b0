import Programme
import Replication
import Testing

/// The rows of the rule table of concurrent events, of contracts, batches and submissions.
@Suite("Concurrent events") struct ConcurrentEventTests {
    private func sealed() -> Desk {
        var desk = Desk(workflow: .submission)
        desk.write("sealed", "2017-10-20", at: At.county)
        return desk
    }

    @Test func `a contract is drafted, made ready, and cancelled before it is paid`() {
        var desk = Desk(workflow: .contract)
        #expect(desk.course().state == "drafted")
        desk.write("ready", "2017-06-01", at: At.township)
        #expect(desk.course().state == "ready")
        desk.write("cancelled", "2017-06-02", at: At.county)
        #expect(desk.course().state == "cancelled")
    }

    @Test func `a cancelled contract is not made ready by one who did not know`() {
        var desk = Desk(workflow: .contract)
        desk.write("cancelled", "2017-06-02", at: At.county)
        let ready = desk.write("ready", "2017-06-03", at: At.township, seen: [])
        #expect(desk.course().state == "cancelled")
        #expect(desk.course().remarks == [.init(event: desk.events[ready], reason: .repeated)])
    }

    @Test(arguments: [
        (Workflow.contract, "ready", "ready"), (.batch, "approved", "approved"),
        (.submission, "sealed", "sealed"),
    ])
    func `a hold keeps a step that did not know of it`(
        workflow: Workflow, step: String, state: String
    ) {
        var desk = Desk(workflow: workflow)
        desk.write("held", "2017-06-02", at: At.county)
        desk.write(step, "2017-06-01", at: At.township, seen: [])
        #expect(desk.course().state == state && desk.course().isOnHold)
        desk.write("released", "2017-06-03", at: At.county)
        #expect(desk.course().state == state && !desk.course().isOnHold)
    }

    @Test func `a batch goes from plan to close, and a cancelled one is not funded`() {
        var desk = Desk(workflow: .batch)
        for (word, day) in [
            ("screening", "2017-03-01"), ("approved", "2017-06-01"), ("funded", "2017-06-05"),
            ("assessed", "2019-07-01"), ("closed", "2019-08-01"),
        ] { desk.write(word, day, at: At.county) }
        #expect(desk.course(asOf: "2017-05-01").state == "screening")
        #expect(desk.course(asOf: "2019-07-31").state == "assessed")
        #expect(desk.course(asOf: "2019-08-01").state == "closed")
        var cancelled = Desk(workflow: .batch)
        cancelled.write("approved", "2017-06-01", at: At.county)
        cancelled.write("cancelled", "2017-06-03", at: At.county)
        cancelled.write("funded", "2017-06-02", at: At.township, seen: [0])
        #expect(cancelled.course().state == "cancelled")
    }

    @Test func `two devices that seal one revision hold both until the head has chosen`() {
        var desk = sealed()
        desk.write("sealed", "2017-10-21", at: At.township, seen: [])
        var course = desk.course(asOf: "2017-10-22")
        #expect(course.state == "sealed" && Set(course.holds) == Set(desk.events))
        #expect(course.remarks.isEmpty)
        desk.write("released", "2017-10-23", at: At.county, seen: [0])
        #expect(desk.course(asOf: "2017-10-24").holds == [desk.events[1]])
        desk.write("released", "2017-10-24", at: At.county, seen: [0, 1])
        course = desk.course(asOf: "2017-10-25")
        #expect(course.state == "sealed" && !course.isOnHold)
    }

    @Test func `an amendment answers a return that it did not know of`() {
        var desk = sealed()
        desk.write("received", "2017-10-21", at: At.province)
        desk.write("returned", "2017-10-25", at: At.province)
        desk.write("amended", "2017-10-24", at: At.county, seen: [0, 1])
        let course = desk.course()
        #expect(course.state == "amended" && course.remarks.isEmpty)
        // One that knows of it answers it all the more.
        var later = sealed()
        later.write("returned", "2017-10-25", at: At.province)
        later.write("amended", "2017-10-26", at: At.county)
        #expect(later.course().state == "amended")
    }

    @Test func `a return beats an acceptance that did not know of it`() {
        var desk = sealed()
        desk.write("received", "2017-10-21", at: At.province)
        let accepted = desk.write("accepted", "2017-10-24", at: At.province, seen: [0, 1])
        desk.write("returned", "2017-10-25", at: At.township, seen: [0, 1])
        #expect(desk.course().state == "returned")
        #expect(desk.course().remarks == [.init(event: desk.events[accepted], reason: .repeated)])
    }

    @Test func `a submission is sealed, sent, received, accepted, closed, and amended after all`() {
        var desk = sealed()
        desk.write("sent", "2017-10-21", at: At.county)
        #expect(desk.course(asOf: "2017-10-21").state == "sent")
        desk.write("relayed", "2017-10-22", at: At.province)
        #expect(desk.course(asOf: "2017-10-22").state == "sent")
        desk.write("received", "2017-10-23", at: At.province)
        desk.write("accepted", "2017-10-24", at: At.province)
        desk.write("closed", "2017-11-10", at: At.province)
        #expect(desk.course(asOf: "2017-11-10").state == "closed")
        desk.write("amended", "2017-11-20", at: At.county)
        let course = desk.course()
        #expect(course.state == "amended" && course.remarks.isEmpty)
    }

    @Test func `who says that he sent it need not know that it is there`() {
        var desk = sealed()
        desk.write("received", "2017-10-21", at: At.province)
        desk.write("sent", "2017-10-21", at: At.county, seen: [0])
        #expect(desk.course().state == "received" && desk.course().remarks.isEmpty)
    }

    @Test func `the order of arrival makes no difference to a clash`() {
        var desk = sealed()
        desk.write("sealed", "2017-10-20", at: At.township, seen: [])
        desk.write("sealed", "2017-10-19", at: At.province, seen: [])
        desk.write("returned", "2017-10-25", at: At.province, seen: [0])
        desk.write("amended", "2017-10-26", at: At.county, seen: [0, 1])
        let day = date("2017-11-01")
        let expected = Workflow.submission.course(of: desk.events, asOf: day)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let shuffled = desk.events.shuffled(using: &random)
            #expect(Workflow.submission.course(of: shuffled, asOf: day) == expected)
        }
    }
}
