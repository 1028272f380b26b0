import Programme
import Replication
import Testing

/// Rights to the registers of the engine: home, void, life.
struct EngineRightsTests {
    private let village = code("350603101201")
    private let other = code("350603103202")
    private let county = code("350603")

    private func fault(
        _ register: RegisterName, _ value: Value, by office: DivisionCode,
        _ roles: Set<Role> = Set(Role.allCases), type name: String = "person",
        home: DivisionCode, isCreation: Bool = false, isProgram: Bool = false
    ) -> RightsFault? {
        let actor =
            isProgram
            ? Actor.system(office)
            : Actor(
                user: RecordID(high: 1, low: 1), office: office, tier: office.tier, roles: roles)
        return Rights.fault(
            in: RegisterAct(
                actor: actor, type: type(name), record: RecordID(high: 1, low: 2),
                register: register, value: value, home: home, isCreation: isCreation))
    }

    private func move(
        to home: String, from: DivisionCode, by office: DivisionCode,
        _ roles: Set<Role> = Set(Role.allCases), type: String = "person"
    ) -> RightsFault? {
        fault(.home, .text(home), by: office, roles, type: type, home: from)
    }

    @Test func `a county moves records within itself, and nobody else does`() {
        #expect(move(to: "350603103202", from: village, by: county) == nil)
        #expect(move(to: "350603103202", from: village, by: county, [.conflictAdmin]) == nil)
        #expect(move(to: "350603103202", from: village, by: county, [.clerk]) == .role)
        #expect(move(to: "350604101201", from: village, by: county) == .foreignRecord)
        #expect(move(to: "350603101201", from: code("350604"), by: county) == .foreignRecord)
        #expect(move(to: "350603103202", from: village, by: village) == .foreignRecord)
        #expect(move(to: "350603101202", from: village, by: code("350603101")) == .otherTier)
        #expect(move(to: "350603103202", from: village, by: code("35")) == .otherTier)
        #expect(move(to: "nowhere", from: village, by: county) == .foreignRecord)
        #expect(fault(.home, .absent, by: county, home: village) == .foreignRecord)
    }

    @Test func `what belongs to a division by its name does not move`() {
        for type in ["division", "office", "node", "staff_user", "fund_source", "fund_account"] {
            #expect(move(to: "350603103202", from: village, by: county, type: type) == .engine)
        }
    }

    @Test func `a new record is claimed for its own home and no other`() {
        let code = Value.text("350603101201")
        #expect(fault(.home, code, by: village, home: village, isCreation: true) == nil)
        #expect(fault(.home, code, by: county, home: village, isCreation: true) == nil)
        #expect(
            fault(.home, .text("350603103202"), by: village, home: village, isCreation: true)
                == .foreignRecord)
        #expect(
            fault(.home, .text("350603103202"), by: county, home: village, isCreation: true)
                == .foreignRecord)
    }

    @Test func `only the program of a server voids`() {
        let void = RegisterName.void(Dot(RecordID(high: 1, low: 1), 1))
        for text in ["0", "35", "3506", "350603"] {
            let office = code(text)
            #expect(fault(void, .bool(true), by: office, home: village, isProgram: true) == nil)
            #expect(fault(void, .bool(true), by: office, home: village) == .engine)
        }
        for office in [village, code("350603101")] {
            #expect(fault(void, .bool(true), by: office, home: village, isProgram: true) == .engine)
        }
    }

    @Test func `a draft is withdrawn by a tier that makes such records, in its area`() {
        let past = Value.list([])
        for office in [village, code("350603101"), county] {
            #expect(fault(.life, past, by: office, home: village) == nil)
            #expect(fault(.life, past, by: office, [.viewer], home: village) == .role)
        }
        #expect(fault(.life, past, by: other, home: village) == .foreignRecord)
        #expect(fault(.life, past, by: code("35"), home: village) == .otherTier)
        #expect(fault(.life, past, by: county, home: village, isProgram: true) == .engine)
        for type in ["contract", "ledger_entry", "fund_source", "change_proposal"] {
            #expect(fault(.life, past, by: county, type: type, home: village) == .engine)
        }
    }

    @Test func `engine registers that are none are nobody's`() {
        #expect(fault(RegisterName(9), .absent, by: county, home: village) == .engine)
        #expect(
            fault(RegisterName(9), .absent, by: county, home: village, isProgram: true) == .engine)
    }
}
