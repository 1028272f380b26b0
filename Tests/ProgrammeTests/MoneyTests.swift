import Programme
import Replication
import Support
import Testing

/// Amounts, typed in yuan or 万元 and held in fen.
struct MoneyTests {
    @Test(arguments: [
        ("20000", 2_000_000), ("20000.5", 2_000_050), ("20000.05", 2_000_005),
        ("20,000.50", 2_000_050), ("20000元", 2_000_000), ("0", 0), ("0.01", 1),
        ("183.56万元", 183_560_000), ("9.84万", 9_840_000), ("0.000001万元", 1),
        ("２万元", 2_000_000), (" 12 万元 ", 12_000_000), ("20000.500", 2_000_050),
        ("１５．５０", 1_550),
    ])
    func `an amount is read as it is typed`(text: String, fen: Int64) throws {
        #expect(try Money.read(text).fen == fen)
        #expect(try FieldKind.money(least: 0).parse(text) == .integer(fen))
    }

    @Test(arguments: [
        ("1.005", FieldError.notWholeFen), ("0.0000001万元", .notWholeFen), ("", .notMoney),
        (".5", .notMoney), ("5.", .notMoney), ("-5", .notMoney), ("+5", .notMoney),
        ("1e5", .notMoney), ("1.2.3", .notMoney), ("twenty", .notMoney), ("元", .notMoney),
        ("0x10", .notMoney), ("99999999999999999999", .moneyRange(least: 0)),
    ])
    func `what is no whole fen is refused`(text: String, error: FieldError) {
        #expect(throws: error) { try Money.read(text) }
        #expect(Money(text) == nil)
    }

    @Test func `an amount is written in yuan and in wan, exactly`() {
        let written = [
            (183_560_000, "1835600", "183.56"), (48_000_000, "480000", "48.00"),
            (1, "0.01", "0.000001"), (2_000_050, "20000.50", "2.00005"), (0, "0", "0.00"),
            (-150, "-1.50", "-0.00015"), (10_000, "100", "0.01"),
        ]
        for (fen, yuan, wan) in written {
            #expect(Money(fen: Int64(fen)).yuan == yuan)
            #expect(Money(fen: Int64(fen)).wan == wan)
        }
    }

    @Test func `what is written is read back to the fen`() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2_000 {
            let fen =
                Int64.random(in: 0...FieldKind.fenMax, using: &random)
                >> Int64.random(
                    in: 0...40, using: &random)
            #expect(try Money.read(Money(fen: fen).yuan).fen == fen)
            #expect(try Money.read(Money(fen: fen).wan + "万元").fen == fen)
        }
    }

    @Test func `floating point would lose a fen where digits do not`() throws {
        let amounts = (0..<2_000).map { 1_000_000_000_001 + $0 * 7_919 }
        let lost = amounts.filter { fen in
            let text = Money(fen: Int64(fen)).wan
            return Float(text).map { Int64(Double($0) * 1_000_000) } != Int64(fen)
        }
        #expect(!lost.isEmpty)
        for fen in amounts {
            #expect(try Money.read(Money(fen: Int64(fen)).wan + "万元").fen == Int64(fen))
        }
    }
}
