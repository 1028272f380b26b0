import Foundation
import Support

/// What a play left behind, without what chance and clock decide: equal for two plays in which the
/// same people did the same.
struct Harvest: Equatable {
    /// Everything worth comparing, one line each.
    private(set) var lines: [String] = []
    /// What must not be in any play.
    private(set) var faults: [String] = []

    private static let links = [
        ("35", "0"), ("350603", "35"), ("350603101", "350603"), ("350603101201", "350603"),
        ("350603101202", "350603"),
    ]
    private static let codes = ["0"] + links.map(\.0)

    /// Gathers it from the stopped world.
    init(_ play: Play) throws {
        try addReport(play)
        for code in Self.codes { try add(play.office(code)) }
        for (child, parent) in Self.links {
            try addLink(play.office(child), play.office(parent))
        }
    }

    private mutating func addReport(_ play: Play) throws {
        let report = try play.office("0").json("report", "national").json()
        for figure in report["figures"] as? [[String: Any]] ?? [] {
            lines.append(
                "nation: \(figure["name"] ?? "") \(figure["value"] ?? "")"
                    + " conflicts \(figure["conflicts"] ?? "")")
        }
        lines.append("coverage \(report["nodes_equal"] ?? "") of \(report["nodes"] ?? "")")
    }

    /// The records of an office by what people know them by, with what they are worth.
    private mutating func add(_ office: Office) throws {
        let fields = [
            "division": ["code", "name"], "office": ["division", "name"],
            "staff_user": ["division", "login"], "household": ["number", "address"],
            "person": ["name", "id_number", "birth_date"],
            "fund_source": ["document_no", "amount"],
            "income_record": ["year", "total_income", "production_cost"],
            "contract": ["contract_no", "principal", "batch"],
            "ledger_entry": ["receipt_no", "kind", "amount"], "node": ["division"],
        ]
        for (type, names) in fields.sorted(by: { $0.key < $1.key }) {
            let rows = try office.json("list", type).rows("records").map { row in
                names.map { "\(row[$0] ?? "-")" }.joined(separator: " ")
            }
            lines.append("\(office.code) \(type): \(rows.sorted().joined(separator: "; "))")
        }
        let status = try office.json("status", "--keep").json()
        for key in ["a0", "conflicts", "held"] {
            lines.append("\(office.code) \(key) \(status[key] ?? "-")")
        }
        if try office.run(["verify"]).code != 0 { faults.append("\(office.code) is not sound") }
        // Nobody took himself for a copy or a restored one because the current had failed.
        if try office.query("SELECT count(*) FROM _replica WHERE is_own") != "1\n" {
            faults.append("\(office.code) has several incarnations")
        }
        if status["parent_recovering"] as? Bool == true {
            faults.append("the parent of \(office.code) recovers")
        }
    }

    /// Both ends of a link: what each holds of the other, and the receipts of both.
    private mutating func addLink(_ child: Office, _ parent: Office) throws {
        let name = "\(child.code)-\(parent.code)"
        let node = try child.json("status", "--keep").text("node").uppercased()
        let last = "SELECT hex(sum), count FROM _receipt"
        let below = try child.query("\(last) ORDER BY number DESC LIMIT 1")
        let above = try parent.query(
            "\(last) WHERE hex(node) = '\(node)' ORDER BY number DESC LIMIT 1")
        if below != above || below.isEmpty { faults.append("\(name): \(below) and \(above)") }
        // The digest covers everything in the child's area; how much that is does not depend on
        // chance.
        lines.append("\(name): \(below.split(separator: ",").last ?? "")")
    }
}
