internal import Replication

extension Catalogue {
    /// The tiers that enter the data of persons and households.
    static let field: Set<Tier> = [.village, .township, .county]

    /// A person: a mother of the programme, or a member of her household.
    ///
    /// Who belongs to a household is said here and nowhere else: a person names one household, so
    /// that nobody is counted in two.
    package static let person = RecordType(
        10, "person", Phrase("人员", "person"), creators: field, home: .field("village"),
        handle: "name", isDraftable: true,
        registers: [
            RegisterDeclaration(
                16, reach: .nation,
                Field("name", Phrase("姓名", "name"), .text(max: 50), isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                17, reach: .nation,
                Field(
                    "village", Phrase("户籍村", "village"), .division([.village]),
                    isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                18, reach: .nation,
                Field(
                    "household", Phrase("家庭", "household"), .reference("household"), .personal),
                writers: field),
            RegisterDeclaration(
                19, reach: .nation,
                Field(
                    "masked_id", Phrase("身份证号（遮盖）", "masked ID number"), .maskedID,
                    .personal, fill: .masked("id_number")),
                writers: field),
            RegisterDeclaration(
                20, reach: .county,
                Field("id_number", Phrase("身份证号", "ID number"), .idNumber, .sensitive),
                writers: field),
            RegisterDeclaration(
                21, reach: .county, policy: .nearest,
                Field("phone", Phrase("电话", "phone"), .phone, .sensitive), writers: field),
            RegisterDeclaration(
                22, reach: .county,
                Field(
                    "birth_date", Phrase("出生日期", "birth date"), .date, .sensitive,
                    fill: .birthDate("id_number")),
                writers: field),
            RegisterDeclaration(
                23, reach: .county,
                Field("account", Phrase("银行账号", "bank account"), .card, .sensitive),
                writers: [.county], proposers: [.village, .township]),
            RegisterDeclaration(
                24, reach: .county,
                Field(
                    "relation", Phrase("在家庭中的身份", "relation"),
                    .choice([
                        Choice("mother", Phrase("受助母亲", "aided mother")),
                        Choice("husband", Phrase("丈夫", "husband")),
                        Choice("child", Phrase("子女", "child")),
                        Choice("parent", Phrase("父母", "parent")),
                        Choice("other", Phrase("其他", "other")),
                    ]), isRequired: true, .personal),
                writers: field),
            RegisterDeclaration(
                25, reach: .county, policy: .nearest,
                Field(
                    "sex", Phrase("性别", "sex"),
                    .choice([
                        Choice("female", Phrase("女", "female")),
                        Choice("male", Phrase("男", "male")),
                    ]), .personal, fill: .sex("id_number")),
                writers: field),
        ])
}
