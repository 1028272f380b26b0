internal import Replication

extension Checks {
    /// CK-01…06 on a person, whatever paper the error is on.
    static func person(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        identity(subject, lookup: lookup) + likeness(subject, lookup: lookup)
            + numbers(subject, lookup: lookup)
    }

    private static func identity(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let text = subject.text("id_number") else { return [] }
        let masked = FieldKind.idNumber.masked(.text(text))
        guard let number = IDNumber(text) else {
            return [Finding(.idNumber, field: "id_number", value: masked)]
        }
        var findings: [Finding] = []
        let papers = [("application", "applied_on"), ("contract", "signed_on")].flatMap {
            type, date in
            lookup.records(of: type, where: "mother", equals: .bytes(subject.record.bytes))
                .map { lookup.text(of: $0, date) }
        }
        let isMother = subject.text("relation") == "mother" || !papers.isEmpty
        if !agrees(number, with: subject, isMother: isMother) {
            findings.append(Finding(.idAgrees, field: "id_number", value: masked))
        }
        if !number.hasKnownProvince || papers.contains(where: { isUnusual(number, on: $0) }) {
            findings.append(Finding(.idPlausible, field: "id_number", value: masked))
        }
        return findings
            + others(with: "id_number", of: subject, lookup: lookup).map {
                Finding(.duplicatePerson, field: "id_number", other: $0, value: masked)
            }
    }

    /// CK-05: one name and birth date, or one name and village where a birth date is missing, and
    /// another ID number or none.
    private static func likeness(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        guard let name = subject.text("name"), subject.text("relation") != "child" else {
            return []
        }
        let number = subject.text("id_number")
        let wanted = matching(name, lookup: lookup)
        let alike = candidates(subject, name, lookup: lookup).filter { other in
            other != subject.record
                && matching(lookup.text(of: other, "name") ?? "", lookup: lookup) == wanted
                && (number == nil || lookup.text(of: other, "id_number") != number)
        }
        guard !alike.isEmpty else { return [] }
        let cluster = OnePerson.of(subject.record, lookup: lookup)
        return alike.filter { !cluster.contains($0) }.sorted().map {
            Finding(.likePerson, field: "name", other: $0)
        }
    }

    /// The persons with her birth date, and those of her village who are called like her where one
    /// of the two has none.
    private static func candidates(
        _ subject: Subject, _ name: String, lookup: some Lookup
    ) -> Set<RecordID> {
        let birth = subject.text("birth_date")
        let born = birth.map {
            lookup.records(of: "person", where: "birth_date", equals: .text($0))
        }
        let names = Set([name, lookup.simplified(name), matching(name, lookup: lookup)])
        let called = names.flatMap {
            lookup.records(of: "person", where: "name", equals: .text($0))
        }.filter { other in
            lookup.value(of: other, "village") == subject.values["village"]
                && (birth == nil || lookup.text(of: other, "birth_date") == nil)
        }
        return Set((born ?? []) + called)
    }

    /// A name as it is compared: simplified characters, plain width, one middle dot, no blanks.
    private static func matching(_ name: String, lookup: some Lookup) -> String {
        let dots: Set<Character> = ["•", "‧", "∙", "・", "．"]
        let plain = lookup.simplified(name).plain.without([" "])
        return String(plain.map { dots.contains($0) || $0 == "." ? "·" : $0 })
    }

    /// CK-06: one telephone in two households, one account for two persons.
    private static func numbers(_ subject: Subject, lookup: some Lookup) -> [Finding] {
        let phones = others(with: "phone", of: subject, lookup: lookup).filter {
            lookup.value(of: $0, "household") != subject.values["household"] ?? .absent
        }
        return phones.map { Finding(.sameNumber, field: "phone", other: $0) }
            + others(with: "account", of: subject, lookup: lookup).map {
                Finding(.sameNumber, .hold, field: "account", other: $0)
            }
    }

    /// Other persons whom nobody has found to be this one, with the same value in a field.
    private static func others(
        with field: String, of subject: Subject, lookup: some Lookup
    ) -> [RecordID] {
        guard let value = subject.values[field], value != .absent else { return [] }
        let found = lookup.records(of: "person", where: field, equals: value)
        guard found.contains(where: { $0 != subject.record }) else { return [] }
        let cluster = OnePerson.of(subject.record, lookup: lookup)
        return found.filter { !cluster.contains($0) }
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
