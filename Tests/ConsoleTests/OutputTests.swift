import Console
import Programme
import Testing

@Suite("Output")
struct OutputTests {
    @Test(arguments: [
        ("abc", 3), ("王秀英", 6), ("王a", 3), ("é", 1), ("e\u{301}", 1), ("，", 2), ("–", 1), ("", 0),
        ("𠮷", 2), ("カ", 2), ("한", 2), ("“a”", 3), ("\u{200B}", 0),
    ])
    func `a Chinese character takes two columns`(_ text: String, _ width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `columns stand under each other whatever is in them`() {
        var table = Table([
            .init("name", Phrase("姓名", "name")), .init("amount", Phrase("金额", "amount")),
            .init("note", Phrase("备注", "note")),
        ])
        table.add([.text("王秀英"), .count(20_000), .text("a")])
        table.add([.text("Li"), .count(5), .nothing])
        #expect(
            table.lines(.chinese, width: nil) == [
                "姓名    金额   备注", "王秀英  20000  a", "Li          5  –",
            ])
    }

    @Test func `a table wider than the terminal is printed row by row and loses nothing`() {
        var table = Table([.init("a", Phrase("甲", "one")), .init("b", Phrase("乙方", "two"))])
        table.add([.text("很长很长的文字"), .text("x")])
        #expect(
            table.lines(.chinese, width: 12) == ["", "甲    很长很长的文字", "乙方  x"])
        #expect(table.lines(.chinese, width: 20).count == 2)
    }

    @Test func `a value cannot move the cursor or turn the line round`() {
        let text = DisplayWidth.printable("a\u{1B}[2Jb\u{202E}c\nd\u{9B}")
        #expect(text == "a\u{FFFD}[2Jb\u{FFFD}c⏎d\u{FFFD}")
    }

    @Test func `JSON is sorted, and keeps what people are not shown`() {
        let value = JSONValue.object([
            "b": .integer(2), "a": .list([.text("\u{1B}"), .null, .bool(true)]),
        ])
        #expect(
            value.written
                == "{\n  \"a\" : [\n    \"\\u001b\",\n    null,\n    true\n  ],\n  \"b\" : 2\n}")
    }

    @Test func `a program reads one object, people read lines`() {
        let (people, program) = (Heard(), Heard())
        for (heard, wantsJSON) in [(people, false), (program, true)] {
            let output = Output(
                .init(language: .english, wantsJSON: wantsJSON), to: heard.sink)
            output.say(Phrase("好", "Good."))
            output.fact("count", Phrase("数", "count"), .count(3))
            output.show("rows", Table([]), ifEmpty: Phrase("无", "Nothing."))
            output.finish(.done)
        }
        #expect(people.out == "Good.\ncount: 3\nNothing.\n")
        #expect(
            program.out == "{\n  \"count\" : 3,\n  \"exit\" : 0,\n  \"rows\" : [\n\n  ]\n}\n")
    }

    @Test func `progress overwrites itself and is gone before the next line`() {
        let heard = Heard()
        let output = Output(
            .init(language: .chinese, showsProgress: true), to: heard.sink)
        output.progress(Phrase("100 条", "100"))
        output.progress(Phrase("1 条", "1"))
        output.say(Phrase("完", "Done."))
        #expect(heard.err == "\r100 条\r1 条  \r    \r")
        #expect(heard.out == "完\n")
    }

    @Test func `a spreadsheet gets no formula out of a value`() {
        var table = Table([.init("a", Phrase("甲", "a"))])
        table.add([.text("=1+1")])
        table.add([.text("x,\"y\"\nz")])
        #expect(table.separated(.english) == ["a", "'=1+1", "\"x,\"\"y\"\"\nz\""])
    }

    @Test func `time is that of the clock on the wall`() {
        let time = WallTime(milliseconds: 1_498_914_249_000)
        #expect(time.text == "2017-07-01 21:04")
        #expect(time.standard == "2017-07-01T21:04:09+08:00")
        #expect(WallTime("2017-07-01T21:04:09") == time)
        #expect(WallTime("2017-07-01")?.text == "2017-07-01 00:00")
    }

    @Test(arguments: ["", "2017", "2017-13-01", "2017-02-29", "2017-07-01T25:00", "x-y-z", "-"])
    func `a time that does not exist is none`(_ text: String) {
        #expect(WallTime(text) == nil)
    }
}
