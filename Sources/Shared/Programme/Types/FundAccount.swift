internal import Replication

extension Catalogue {
    /// An account of the fund: one account, one purpose.
    package static let fundAccount = RecordType(
        21, "fund_account", Phrase("资金专户", "fund account"),
        creators: [.county, .township], roles: [.finance, .head], handle: "title",
        isMovable: false,
        registers: [
            RegisterDeclaration(
                16, "account", Phrase("专户", "account"), reach: .nation, policy: .authority,
                fields: [
                    Field("title", Phrase("户名", "title"), .text(max: 100), isRequired: true),
                    Field("bank", Phrase("开户行", "bank"), .text(max: 100), isRequired: true),
                    Field("opened_on", Phrase("开户日期", "opened on"), .date),
                ],
                writers: [.county], initial: [.township], proposers: [.township]),
            RegisterDeclaration(
                17, reach: .county, policy: .authority,
                Field(
                    "account_no", Phrase("账号", "account no."), .account, isRequired: true,
                    .sensitive),
                writers: [.county], initial: [.township], proposers: [.township]),
        ])
}
