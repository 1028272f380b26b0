internal import Programme
internal import Replication
package import Sync

extension Explanation {
    /// Why no server answered a machine that is to be enrolled.
    package init(enrolling error: PeerError) {
        let plain = Explanation(error)
        let advice =
            if case .unreachable = error {
                Phrase(
                    "请检查网线和网址；没有网络请用 enroll-request 文件",
                    "Check the line and the address; without a line use enroll-request FILE")
            } else { plain.advice }
        self.init(
            plain.happened,
            safe: Phrase(
                "本机还没有登记；同一个邀请可以再用。",
                "Nothing is enrolled here yet; the same invitation can be used again."),
            advice: advice)
    }

    /// A credential for another office, or for the other of the two programs.
    static func otherOffice(_ office: DivisionCode, _ wanted: DivisionCode?) -> Explanation {
        let label = office.tier.label
        let happened =
            if let wanted, wanted != office {
                Phrase(
                    "这个邀请是给 \(office) 的，不是给 \(wanted) 的。",
                    "The invitation is for \(office) and not for \(wanted).")
            } else {
                Phrase(
                    "这个邀请是给 \(office)（\(label.chinese)）的，要用另一个程序。",
                    "The invitation is for \(office) (\(label.english)), which takes the other program."
                )
            }
        return Explanation(
            happened, safe: .nothingChanged,
            advice: Phrase(
                "请核对区划代码：县级以上用 sync-server，乡镇和村用 edge-node。",
                "Check the code: sync-server from the county up, edge-node for townships and villages."
            ))
    }

    /// A file that is no answer to a request.
    static func notAnAnswer(_ path: String) -> Explanation {
        Explanation(
            Phrase(
                "这不是登记答复，或文件不完整：\(path)",
                "The file is no answer to a request, or a part of it is missing: \(path)"),
            safe: .nothingChanged,
            advice: Phrase(
                "请找上级由 node enroll 写的文件，再复制一次。",
                "Look for the file that node enroll wrote above, and copy it again."))
    }

    /// An answer to somebody else.
    static func otherAnswer(_ path: String) -> Explanation {
        Explanation(
            Phrase(
                "这个答复不是给本机这次申请的，或不是发邀请的服务器写的：\(path)",
                "The answer is to another request, or not by the server that invited: \(path)"),
            safe: .nothingChanged,
            advice: Phrase(
                "请找给本机的那个答复，或重新写一份申请。",
                "Look for the answer to this machine, or write a new request."))
    }

    /// A file that is no request.
    static func notARequest(_ path: String) -> Explanation {
        Explanation(
            Phrase(
                "这不是登记申请，或文件不完整：\(path)",
                "The file is no request to enroll, or a part of it is missing: \(path)"),
            safe: .nothingChanged,
            advice: Phrase(
                "请找那台电脑由 enroll-request 写的文件，再复制一次。",
                "Look for the file that enroll-request wrote on that machine, and copy it again."))
    }
}
