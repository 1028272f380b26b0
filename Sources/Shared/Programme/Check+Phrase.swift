extension Check {
    /// What is wrong, and what to do.
    public var phrase: Phrase {
        switch self {
        case .idNumber, .idAgrees, .idPlausible, .duplicatePerson, .likePerson, .sameNumber:
            personPhrase
        case .openLoan, .householdLoan, .repeatAid, .twiceInBatch, .conditions, .income, .ranking,
            .project, .copies, .oldFacts:
            applicationPhrase
        case .notice, .objection, .review, .guarantor, .guarantees, .separation: paperPhrase
        case .freeBalance, .approval, .secondPayout, .numberTwice, .paidTwice, .overpaid, .fee,
            .sources, .reversal:
            moneyPhrase
        case .crossFooting:
            Phrase("填报数字互相对不上", "the figures do not add up among themselves")
        case .yearChange:
            Phrase("与上年相差超过三成", "differs from last year by more than 30 %")
        case .authentic: Phrase("内容或签名不对", "content or signature is not authentic")
        case .authorised: Phrase("无权写入", "written without the right to")
        }
    }

    private var personPhrase: Phrase {
        switch self {
        case .idNumber:
            Phrase("身份证号不对，请看证件核对", "the ID number is not valid: look at the card")
        case .idAgrees:
            Phrase(
                "身份证号与性别或出生日期不符，请看证件核对",
                "the ID number does not agree with sex or birth date: look at the card")
        case .idPlausible:
            Phrase(
                "身份证号的省份或年龄少见，请核对", "province or age in the ID number is unusual: check it")
        case .duplicatePerson:
            Phrase(
                "另一人已用同一身份证号；放款前须查清是否同一人",
                "another person has the same ID number: settle it before money is paid")
        case .likePerson:
            Phrase(
                "另有一人同名且出生日期或村相同，请核对是否同一人",
                "another person has the same name and birth date or village: is it the same one?")
        default:
            Phrase(
                "同一电话用于两户，或同一账号用于两人，请核对",
                "one telephone for two households, or one account for two persons: check it")
        }
    }

    private var applicationPhrase: Phrase {
        switch self {
        case .openLoan:
            Phrase(
                "该母亲有未还清的借款，或另有一份申请；还清或撤回后才能继续",
                "the mother has a loan that is not repaid or another application: repay or withdraw it first"
            )
        case .householdLoan:
            Phrase(
                "同户另一人有未还清的借款", "another person of the household has a loan that is not repaid")
        case .repeatAid:
            Phrase(
                "以前受助过并已还清，请写明再次资助的原因",
                "she was aided before and has repaid: give the reason for helping again")
        case .twiceInBatch: Phrase("同一期内出现两次", "twice in one batch")
        case .conditions:
            Phrase("五个条件中有未满足的", "one of the five conditions is not fulfilled")
        case .income:
            Phrase(
                "人均收入须低于当地平均水平；当年平均水平要先设定",
                "income per head must be below the local average, which must be set for the year")
        case .ranking:
            Phrase("二女户母亲未排在前面", "a mother of two daughters is not placed before others")
        case .project:
            Phrase(
                "没有生产项目，或借款与自筹不够、周期超过借款期限",
                "no production project, or its cost or term is more than the loan carries")
        case .copies: Phrase("签字的申请表份数不够", "fewer signed copies than needed")
        default:
            Phrase(
                "决定之后情况变了，或决定时不知道有异议、撤回；请重新决定",
                "decided on facts that have changed since, or without knowing of a stop: decide again"
            )
        }
    }

    private var paperPhrase: Phrase {
        switch self {
        case .notice:
            Phrase(
                "公示天数不够、没有村公开栏，或没有照片",
                "the notice is too short, not on the village board, or has no photo")
        case .objection:
            Phrase("有未处理的异议", "an objection is open: handle it first")
        case .review:
            Phrase(
                "到会不足三分之二、票数不符或同意未过半",
                "no quorum of two thirds, votes that do not add up, or no majority")
        case .guarantor:
            Phrase(
                "没有本村两委干部签字盖章的担保人",
                "no guarantor of the village's two committees has signed and sealed")
        case .guarantees:
            Phrase("担保人未结清的担保较多", "the guarantor guarantees many open contracts")
        default:
            Phrase(
                "录入、批准和确认须由不同的人办理",
                "entering, approving and confirming are for different people: ask another person")
        }
    }

    private var moneyPhrase: Phrase {
        switch self {
        case .freeBalance:
            Phrase("计划金额超过可用余额", "more is planned than the fund can lend")
        case .approval:
            Phrase(
                "没有有效的县级批准，或金额与批准、合同、到账资金不符",
                "no valid approval of the county, or an amount that approval, contract or the town's money does not cover"
            )
        case .secondPayout:
            Phrase("这份合同已经发放过", "this contract has been paid out already")
        case .numberTwice:
            Phrase(
                "收据号或合同号重复：同一张收据录了两次，或两张收据同号",
                "the receipt or contract number is used twice: one paper typed twice, or two alike")
        case .paidTwice:
            Phrase(
                "两个机构三天内录了同一合同的同一金额，请核对是否同一笔",
                "two offices booked the same amount on one contract within three days: is it one payment?"
            )
        case .overpaid:
            Phrase(
                "还款超过未还金额，或早于发放", "repaid more than is outstanding, or before the pay-out")
        case .fee: Phrase("管理费与约定不符", "the fee is not the agreed one")
        case .sources:
            Phrase("到账金额与资金来源不符", "what was booked as received differs from the source")
        default:
            Phrase(
                "冲销不对：被冲销的账目须在账上、未曾冲销，金额须相同",
                "a reversal names an entry that stands and that nobody has reversed, with its amount"
            )
        }
    }
}
