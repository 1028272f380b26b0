extension FieldError {
    /// What is wrong, and what to write instead, for the one who typed it.
    public var phrase: Phrase {
        switch self {
        case .notMoney, .notWholeFen, .moneyRange, .notCount, .countRange, .notYear:
            ofNumber
        case .notDate, .noSuchDate, .tooLong, .notText, .severalLines, .notAChoice, .notBool,
            .notBytes:
            ofText
        case .notADivision, .divisionTier, .notAnIDNumber, .notAPhone, .notAnAccount, .notALogin:
            ofName
        case .notAReference, .noSuchRecord, .severalRecords, .wrongShape, .required, .computed,
            .unknownField:
            ofRecord
        }
    }

    private var ofNumber: Phrase {
        switch self {
        case .notWholeFen:
            Phrase("金额最多精确到分", "an amount has no part of a fen: at most two decimals")
        case .moneyRange(let least):
            Phrase(
                "金额不能小于\(Money(fen: least).yuan)元，也不能过大",
                "the amount must be at least \(Money(fen: least).yuan) yuan, and not absurdly large"
            )
        case .notCount: Phrase("不是整数", "not a whole number")
        case .countRange(let least):
            Phrase("不能小于\(least)，也不能过大", "must be at least \(least), and not absurdly large")
        case .notYear: Phrase("不是年份，请写四位数字", "not a year: write four digits")
        default:
            Phrase(
                "不是金额：请写元，如 20000.50，或 2万元",
                "not an amount: write yuan, as 20000.50")
        }
    }

    private var ofText: Phrase {
        switch self {
        case .notDate: Phrase("不是日期，请写 2017-07-15", "not a date: write 2017-07-15")
        case .noSuchDate: Phrase("日历上没有这一天", "no calendar has this date")
        case .tooLong(let max): Phrase("太长，最多\(max)个字", "too long: at most \(max) characters")
        case .severalLines:
            Phrase("只能写一行", "one line only: it has a break of lines or a tab")
        case .notAChoice(let names):
            Phrase(
                "只能填：\(names.joined(separator: "、"))",
                "must be one of: \(names.joined(separator: ", "))")
        case .notBool: Phrase("请填 是 或 否", "write yes or no")
        case .notBytes: Phrase("不是十六进制编号", "not hexadecimal bytes of the right length")
        default: Phrase("没有内容，或有不能显示的字符", "empty, or with characters that are no text")
        }
    }

    private var ofName: Phrase {
        switch self {
        case .notADivision: Phrase("不是区划代码", "not a division code")
        case .divisionTier(let tiers):
            Phrase(
                "须为\(tiers.sorted().map(\.label.chinese).joined(separator: "或"))代码",
                "must be the code of a "
                    + tiers.sorted().map(\.label.english).joined(separator: " or a "))
        case .notAnIDNumber(let fault): fault.phrase
        case .notAPhone:
            Phrase("不是电话号码", "not a telephone number: 11 digits, or a land line with area code")
        case .notAnAccount:
            Phrase("不是银行账号：请核对每一位", "not an account number: check every digit")
        default:
            Phrase(
                "登录名只能用小写字母、数字和 . _ -，以字母开头",
                "a login has lower-case letters, digits, . _ and -, and begins with a letter")
        }
    }

    private var ofRecord: Phrase {
        switch self {
        case .notAReference: Phrase("不是记录编号", "not the id of a record")
        case .noSuchRecord: Phrase("这里没有这条记录", "no such record is known here")
        case .severalRecords(let count):
            Phrase(
                "有\(count)条记录都叫这个，请用编号", "\(count) records are called so: give the id")
        case .required: Phrase("必须填写", "must be filled in")
        case .computed:
            Phrase("由系统计算，不用填写", "the program fills this in; it is not typed")
        case .unknownField: Phrase("没有这一项", "there is no such field")
        default: Phrase("格式不对", "a value of another shape")
        }
    }
}
