package import Programme
package import Wire

extension ExceptionCode {
    /// Why a change is kept out, in a few words for lists.
    package var phrase: Phrase {
        switch self {
        case .notPermitted: Phrase("填写人无权写这一项", "its author may not write this")
        case .illTyped: Phrase("数值不合格式", "a value does not fit its field")
        case .foreignRecord:
            Phrase("记录属于别的机构", "the record belongs to another office")
        case ExceptionCode.authority: Phrase("上级已经填写", "a higher tier wrote this")
        case .unreadable: Phrase("本程序看不懂", "this program cannot read it")
        case .dotCollision:
            Phrase("同一编号有两份内容", "one name with two contents")
        case .oldRights: Phrase("权限已被收回", "the rights had been withdrawn")
        case .companion:
            Phrase("同一次操作的另一部分没有通过", "another part of the same act did not pass")
        case .typeClash: Phrase("同一记录有两种类型", "the record has another type here")
        case .voidNotPermitted: Phrase("无权作废这次填写", "its author may not void that write")
        case .unknownAuthor: Phrase("不认识填写人", "its author is not known here")
        case .revokedNode: Phrase("节点已被撤销", "its node was revoked")
        case .tooLarge: Phrase("记录会大得传不出去", "the record would be too large to travel")
        }
    }

    /// The words for a code that this program may not know.
    package static func phrase(_ code: UInt16) -> Phrase {
        ExceptionCode(rawValue: code)?.phrase
            ?? Phrase("原因 \(code)（较新的程序给出）", "reason \(code), given by a newer program")
    }
}
