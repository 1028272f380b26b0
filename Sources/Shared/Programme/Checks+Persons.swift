internal import Replication

extension Checks {
    /// CK-01…04 on a person, whatever paper the error is on.
    static func person(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let text = subject.text("id_number") else { return [] }
        let masked = FieldKind.idNumber.masked(.text(text))
        guard let number = IDNumber(text) else {
            return [Finding(.idNumber, field: "id_number", value: masked)]
        }
        var findings: [Finding] = []
        let contracts = lookup.records(
            of: "contract", where: "mother", equals: .bytes(subject.record.bytes))
        let isMother = subject.text("relation") == "mother" || !contracts.isEmpty
        if !agrees(number, with: subject, isMother: isMother) {
            findings.append(Finding(.idAgrees, field: "id_number", value: masked))
        }
        let isAgeUnusual = contracts.contains { contract in
            isUnusual(number, on: lookup.text(of: contract, "signed_on"))
        }
        if !number.hasKnownProvince || isAgeUnusual {
            findings.append(Finding(.idPlausible, field: "id_number", value: masked))
        }
        let same = lookup.records(of: "person", where: "id_number", equals: .text(number.text))
        return findings
            + same.filter { $0 != subject.record }.map {
                Finding(.duplicatePerson, field: "id_number", other: $0, value: masked)
            }
    }

    /// CK-02: sex and birth date of the form, and a mother's sex.
    private static func agrees(
        _ number: IDNumber, with subject: Subject, isMother: Bool
    ) -> Bool {
        if isMother, !number.isFemale { return false }
        if let birth = subject.text("birth_date"), birth != number.birthDate.description {
            return false
        }
        return subject.text("sex").map { $0 == (number.isFemale ? "female" : "male") } ?? true
    }

    /// CK-03: whether the bearer was younger than 18 or older than 65 on a day.
    static func isUnusual(_ number: IDNumber, on day: String?) -> Bool {
        guard let day = day.flatMap({ CivilDate($0) }) else { return false }
        return !(18...65).contains(number.birthDate.years(until: day))
    }
}
