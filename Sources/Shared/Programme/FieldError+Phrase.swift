extension FieldError {
    /// What is wrong, for the one who typed it.
    public var phrase: Phrase {
        switch self {
        case .notMoney:
            Phrase("不是金额:请写元,最多两位小数", "not an amount: yuan with at most two decimals")
        case .notCount: Phrase("不是整数", "not a whole number from 0")
        case .notYear: Phrase("不是年份", "not a year")
        case .noSuchDate: Phrase("没有这一天,请写 2017-07-15", "no such date; write 2017-07-15")
        case .tooLong(let max):
            Phrase("太长,最多\(max)个字", "too long, at most \(max) characters")
        case .notText: Phrase("不是文字", "not a text")
        case .notAChoice(let names):
            Phrase(
                "只能填:\(names.joined(separator: "、"))",
                "must be one of: \(names.joined(separator: ", "))")
        case .notAReference: Phrase("不是记录编号", "not the id of a record")
        case .notADivision: Phrase("不是区划代码", "not a division code")
        case .notBool: Phrase("请填 是 或 否", "write yes or no")
        case .notAnIDNumber:
            Phrase("身份证号不对:请核对18位号码", "not an ID number: check its 18 characters")
        case .notAPhone: Phrase("不是电话号码", "not a telephone number")
        case .notAnAccount: Phrase("不是银行账号:请核对", "not an account number: check its digits")
        case .notBytes: Phrase("不是十六进制编号", "not hexadecimal bytes of the right length")
        case .wrongShape: Phrase("格式不对", "a value of another shape")
        }
    }
}
