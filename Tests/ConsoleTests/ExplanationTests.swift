import Console
import Programme
import Replication
import Storage
import Sync
import Testing
import Wire

@Suite("Explanations")
struct ExplanationTests {
    /// One of each case; the switch in `isComplete` fails to build when a case is added.
    static let storage: [StorageError] = [
        .disk("io"), .full, .inUse(pid: 7, isServing: true), .inUse(pid: 7, isServing: false),
        .newer(found: 9, known: 1),
        .tooMuchMissing(FacetID(.zero, .county)),
        .tooLarge(FacetID(.zero, .county), bytes: 9, allowed: 1), .damaged("page"),
        .notFound("x"), .exists("x"), .absent(directory: "x"), .occupied(directory: "x"),
        .noAccess("x"), .illFormed("x"),
        .movedAway(FacetID(.zero, .county), to: .nation), .forked(.zero, sequence: 1),
        .stopped(ConsoleError.usage(Phrase("甲乙丙", "several words"))),
    ]
    static let sync: [SyncError] = [
        .noParent, .peer(.timedOut), .refused(refusal), .unexpectedSigner, .unexpectedAnswer,
        .otherWorld, .forked, .unequal, .storage(.full),
    ]
    static let peer: [PeerError] =
        [
            .timedOut, .wrongKey, .badAddress("x"), .notAServer(""), .notAServer("x"),
            .busy(retryAfterSeconds: 3),
        ] + Obstacle.allCases.map { .unreachable("x", $0) }
    static let files = FileFault.Cause.allCases.map { FileFault("x", $0) }
    static let bundle: [BundleError] = [
        .file(FileFault("x", .full)), .notABundle, .damaged, .otherRecipient, .unauthentic,
        .otherWorld, .refused(Denial(.busy)),
    ]
    static let entry: [EntryError] =
        RightsFault.allCases.flatMap { fault in
            [true, false].map { .rights(fault, register: "name", mayPropose: $0) }
        } + [
            .field(FieldFault("amount", .notMoney)), .field(FieldFault("x", .unknownField)),
            .blocked(Check.allCases.map { Finding($0) }), .exists(.zero), .differs(.zero, []),
            .notFound(.zero),
            .unknownHome, .nothing, .user(nil), .user("chen"), .practiceOnly, .storage(.full),
            .noEvents(.zero),
        ] + events

    /// Events of an application that cannot be entered, in all ways.
    private static let events: [EntryError] = Catalogue.types.filter { $0.name == "application" }
        .flatMap { type -> [EntryError] in
            let steps = type.workflow?.steps ?? []
            let course = Course(
                state: "notice_open", since: CivilDate(year: 2017, month: 7, day: 1))
            let causes: [EventRefusal.Cause] =
                [
                    .unknown(steps), .unknown([]), .paper([type]),
                    .obstacle(.state(needed: []), course),
                    .obstacle(.state(needed: ["notice_clear"]), course),
                    .obstacle(.onHold, course), .obstacle(.notOnHold, course),
                ] + RightsFault.allCases.map { .rights($0) }
            return [.noSubject(type, field: "mother")]
                + causes.map { cause in
                    .event(
                        EventRefusal(
                            record: .zero, type: type, name: "A-01", word: "township_agreed",
                            cause: cause))
                }
        }
    private static let refusal = Refusal(
        code: .busy, parameters: [], retryAfterSeconds: 0, needFrom: nil, time: 0)

    @Test func `every error says what happened, what is safe and what to do, in both languages`() {
        let explanations =
            Self.storage.map { Explanation($0) } + Self.sync.map { Explanation($0) }
            + Self.peer.map { Explanation($0) } + Self.peer.map { Explanation(enrolling: $0) }
            + Self.files.map { Explanation($0) } + Self.bundle.map { Explanation($0) }
            + Self.entry.map { Explanation($0) }
            + RefusalCode.allCases.map { Explanation($0, ["7"]) }
        for explanation in explanations { check(explanation) }
        #expect(explanations.count > 80)
    }

    @Test(arguments: ExceptionCode.allCases)
    func `every exception has words in both languages`(_ code: ExceptionCode) {
        #expect(isChinese(code.phrase.chinese) && !isChinese(code.phrase.english))
        #expect(ExceptionCode.phrase(code.rawValue) == code.phrase)
    }

    @Test func `a code of a newer program is shown by its number`() {
        #expect(ExceptionCode.phrase(999).english.contains("999"))
    }

    @Test func `what another end gave along is shown`() {
        #expect(Explanation(.outOfScope, ["350604"]).happened.english.contains("350604"))
    }

    @Test(arguments: [
        StorageError.damaged("SQLite corrupt (26): file is not a database [PRAGMA x;]"),
        .disk("SQLite io (10): disk I/O error"), .noAccess("/x: Permission denied"),
        .noAccess("SQLite cannotOpen (14): unable to open database file"),
    ])
    func `what the system and the database say is said in the words of people`(
        _ error: StorageError
    ) {
        let happened = Explanation(error).happened
        for word in ["SQLite", "PRAGMA", "unable", "denied", "error"] {
            #expect(!happened.chinese.contains(word), "\(happened.chinese)")
        }
        #expect(!happened.english.contains("SQLite"), "\(happened.english)")
        #expect(["26", "10", "14", "/x"].contains { happened.chinese.contains($0) })
    }

    /// Which cases the lists above know; a new one stops the build here.
    private func isKnown(_ error: StorageError, _ other: SyncError, _ entry: EntryError) -> Bool {
        switch error {
        case .disk, .full, .inUse, .newer, .damaged, .notFound, .exists, .absent, .occupied,
            .noAccess, .illFormed, .tooLarge, .tooMuchMissing, .movedAway, .forked, .stopped:
            break
        }
        switch other {
        case .noParent, .peer, .refused, .unexpectedSigner, .unexpectedAnswer, .otherWorld,
            .forked, .unequal, .storage:
            break
        }
        switch entry {
        case .field, .rights, .blocked, .exists, .differs, .notFound, .unknownHome, .nothing, .user,
            .practiceOnly, .storage, .noSubject, .noEvents, .event:
            return true
        }
    }

    private func check(_ explanation: Explanation) {
        for phrase in [explanation.happened, explanation.safe, explanation.advice] {
            #expect(isChinese(phrase.chinese), "\(phrase.chinese)")
            #expect(phrase.english.count > 5 && phrase.english.last != " ")
            #expect(phrase.chinese != phrase.english)
        }
    }

    private func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
}
