internal import Replication

extension Catalogue {
    /// What offices submit once a year, and what hangs on records.
    static let submissions: [RecordType] = [
        submission, attachment,
    ]

    /// What an office submits for a year: frozen, hashed, signed by its head.
    ///
    /// A correction is another revision that names the one before and says why. Two devices that
    /// seal the same revision make one record with two contents: a case for the head of the office.
    public static let submission = RecordType(
        42, "submission", Phrase("年度提交", "yearly submission"), creators: submitting,
        roles: [.head], home: .field("office"),
        naturalKey: NaturalKey(["office", "kind", "programme_year", "revision"]),
        isMovable: false, workflow: .submission,
        consequences: [
            Consequence("sealed", of: .itself, on: "sealed_on", needs: "content_hash"),
            Consequence("amended", of: .named("amends"), on: "sealed_on", needs: "content_hash"),
        ],
        registers: [
            .events(of: .submission, reach: .nation),
            RegisterDeclaration(
                16, "key", Phrase("对象", "subject"), reach: .nation, policy: .immutable,
                fields: [
                    Field(
                        "office", Phrase("提交机构", "office"), .division(submitting),
                        isRequired: true, .open, fill: .office),
                    Field(
                        "kind", Phrase("级别", "kind"),
                        .choice([
                            Choice("township", Phrase("乡镇", "township")),
                            Choice("county", Phrase("县级", "county")),
                            Choice("province", Phrase("省级", "province")),
                        ]), isRequired: true, .open),
                    Field(
                        "programme_year", Phrase("年度", "programme year"), .year,
                        isRequired: true, .open),
                    Field(
                        "revision", Phrase("版次", "revision"), .count(least: 1),
                        isRequired: true, .open),
                ],
                initial: submitting, owner: .own),
            RegisterDeclaration(
                17, "amendment", Phrase("修订", "amendment"), reach: .nation, policy: .immutable,
                fields: [
                    Field("amends", Phrase("被修订版", "amends"), .reference("submission")),
                    Field("reason", Phrase("修订理由", "reason"), .text(max: 200)),
                ],
                initial: submitting, owner: .own),
            RegisterDeclaration(
                18, "content", Phrase("内容", "content"), reach: .nation, policy: .immutable,
                fields: [
                    Field("sheet", Phrase("数据表", "sheet"), .text(max: 60_000)),
                    Field("manifest", Phrase("清单", "manifest"), .text(max: 60_000)),
                    Field("content_hash", Phrase("内容摘要", "content hash"), .bytes(count: 32)),
                    Field("sealed_on", Phrase("封存日期", "sealed on"), .date, isPast: true),
                    Field("sealed_at", Phrase("封存时间", "sealed at"), .text(max: 20)),
                    Field("towns", Phrase("乡镇数", "towns"), .count(least: 0)),
                    Field("missing", Phrase("缺报", "missing"), .text(max: 1000)),
                    Field("signer", Phrase("签名节点", "signer"), .bytes(count: 16)),
                    Field("signature", Phrase("签名", "signature"), .bytes(count: 64)),
                ],
                initial: submitting, owner: .own),
        ])

    /// The tiers that submit.
    static let submitting: Set<Tier> = [.township, .county, .province]

    /// A photo, a scan or a file that hangs on a record; its bytes come later and by another way.
    package static let attachment = RecordType(
        43, "attachment", Phrase("附件", "attachment"), creators: field,
        registers: [
            RegisterDeclaration(
                16, "file", Phrase("附件", "file"), reach: .county, policy: .immutable,
                fields: [
                    Field(
                        "subject", Phrase("对象", "subject"), .bytes(count: 16), isRequired: true),
                    Field(
                        "kind", Phrase("类别", "kind"),
                        .choice([
                            Choice("photo", Phrase("照片", "photo")),
                            Choice("scan", Phrase("扫描件", "scan")),
                            Choice("file", Phrase("文件", "file")),
                        ]), isRequired: true),
                    Field(
                        "sha256", Phrase("摘要", "SHA-256"), .bytes(count: 32), isRequired: true),
                    Field(
                        "size", Phrase("字节数", "size"), .count(least: 0), isRequired: true),
                    Field("taken_on", Phrase("拍摄日期", "taken on"), .date, isPast: true),
                    Field("name", Phrase("文件名", "name"), .text(max: 100), .personal),
                ],
                initial: field)
        ])
}
