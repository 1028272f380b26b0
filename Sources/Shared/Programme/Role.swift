/// What a person may do in his office.
public enum Role: String, CaseIterable, Comparable, Sendable {
    /// Enters records.
    case clerk
    /// Heads the office: names staff, enrolls nodes, enters records.
    case head
    /// Approves applications, and sets what the county's own rules leave to it.
    case approver
    /// Enters and confirms money.
    case finance
    /// Decides conflicts and what is in quarantine.
    case conflictAdmin = "conflict_admin"
    /// Enrolls and revokes nodes, names staff.
    case security = "sec_admin"
    /// Looks.
    case viewer

    /// The word for people.
    public var label: Phrase {
        switch self {
        case .clerk: Phrase("经办人", "clerk")
        case .head: Phrase("负责人", "head of the office")
        case .approver: Phrase("审批人", "approver")
        case .finance: Phrase("财务", "finance")
        case .conflictAdmin: Phrase("冲突处理员", "conflict administrator")
        case .security: Phrase("安全管理员", "security administrator")
        case .viewer: Phrase("查阅者", "viewer")
        }
    }

    /// The roles that enter records, and the one that settles what two entered differently.
    public static let entering: Set<Role> = [.clerk, .head, .finance, .conflictAdmin]
    /// The roles that name staff and enroll nodes.
    public static let administering: Set<Role> = [.head, .security]
    /// The roles that book what is the office's own money.
    public static let booking: Set<Role> = [.finance]
    /// The roles that approve what others have entered.
    public static let approving: Set<Role> = [.approver, .head]
    /// The roles that give a record to another division.
    public static let moving: Set<Role> = [.head, .conflictAdmin]

    /// The order of the words.
    public static func < (a: Role, b: Role) -> Bool { a.rawValue < b.rawValue }
}
