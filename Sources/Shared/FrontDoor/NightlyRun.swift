internal import Console
internal import Foundation
internal import Programme
internal import Replication
internal import Storage
internal import Sync

/// The county's nightly run (W-13), once a day from the hour that the parameter P-42 says.
///
/// A run that a power cut interrupted goes on as soon as the program runs again.
struct NightlyRun {
    private let replica: Replica
    private let output: Output
    private var lastTry = ""

    /// The nightly run of a replica.
    init(_ replica: Replica, _ output: Output) {
        self.replica = replica
        self.output = output
    }

    /// Runs if it is due; one try a day.
    ///
    /// - Parameter now: Unix milliseconds.
    mutating func tick(now: UInt64) {
        guard replica.office.tier == .county else { return }
        let today = CivilDate(milliseconds: now)
        guard "\(today)" != lastTry else { return }
        do {
            guard try isDue(on: today, now: now) else { return }
            lastTry = "\(today)"
            let run = try replica.reconcile()
            output.say(
                Phrase(
                    "夜间核对完成：核对 \(run.checked) 条，起草通知 \(run.drafted) 份。要处理的事：agenda。",
                    "The nightly run is done: \(run.checked) looked at, \(run.drafted) notices drafted. What needs a person: agenda."
                ))
        } catch {
            lastTry = "\(today)"
            output.complain(Explanation(of: error))
        }
    }

    private func isDue(on today: CivilDate, now: UInt64) throws -> Bool {
        try replica.store.reading { snapshot in
            let last = try NightRun.last(in: snapshot)
            if let last, last.endedAt == nil { return true }
            let hour = snapshot.value(of: .nightHour, at: replica.office, on: today)
            let minutes = (now / 60_000 + 8 * 60) % (24 * 60)
            return minutes >= UInt64(clamping: hour) * 60 && last?.day != today
        }
    }
}
