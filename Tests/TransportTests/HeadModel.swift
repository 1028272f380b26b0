import Support
import Transport

/// What libmicrohttpd leaves in memory of a head, and a second judge of heads as they came.
///
/// The judge knows nothing of the image: it reads the raw bytes line by line. So a rule that the
/// reader of the image forgets, and a layout that the library does not really leave, both show.
enum HeadModel {
    /// The rules of a head, each of which can be taken from the judge.
    enum Rule: CaseIterable {
        case lineEnds, requestLine, method, target, version, fieldName, fieldValue
        case oneHost, host, oneLength, length, encoding, expectation, noBody
    }

    /// The image that the library leaves, nil if it answers by itself.
    static func image(of raw: [UInt8]) -> RequestHead? {
        guard let blank = raw.firstIndex(of: 32), let first = raw.firstIndex(of: 10) else {
            return nil
        }
        guard blank < first else { return nil }
        var image = raw
        for index in raw.indices where raw[index] == 10 {
            image[index] = 0
            if index > 0, raw[index - 1] == 13 { image[index - 1] = 0 }
        }
        let lineEnd = image[..<first].last == 0 ? first - 1 : first
        guard let lastBlank = raw[..<lineEnd].lastIndex(of: 32), lastBlank > blank else {
            return nil
        }
        image[blank] = 0
        image[lastBlank] = 0
        let target = raw[(blank + 1)..<lastBlank].prefix { $0 != 0 }
        // The first colon of each line; the library gives up on a line without one.
        var start = first + 1
        while start < image.count, image[start] != 0 {
            let end = raw[start...].firstIndex(of: 10) ?? raw.count
            guard let colon = image[start..<end].firstIndex(where: { $0 == 58 || $0 == 0 }),
                image[colon] == 58
            else { return nil }
            image[colon] = 0
            start = end + 1
        }
        // The head ends with the first line that begins with NUL, once line ends are NULs.
        guard start < raw.count, let end = raw[start...].firstIndex(of: 10) else { return nil }
        return RequestHead(image: Array(image[...end]), target: Array(target))
    }

    /// Whether the first head in raw bytes is right by every rule but one.
    static func accepts(_ raw: [UInt8], without rule: Rule? = nil) -> Bool {
        guard let image = image(of: raw)?.image else { return false }
        return Judge(raw: Array(raw[..<image.count]), left: rule).accepts
    }

    private struct Judge {
        let raw: [UInt8]
        let left: Rule?

        func holds(_ rule: Rule, _ condition: Bool) -> Bool { rule == left || condition }

        var accepts: Bool {
            guard let lines = lines else { return false }
            let words = lines[0].split(separator: 32, omittingEmptySubsequences: false)
            guard words.count == 3 else { return left == .requestLine && words.count > 3 }
            let fields = lines.dropFirst().map(Self.field)
            guard fields.allSatisfy({ $0 != nil }) else { return false }
            let headers = fields.compactMap { $0 }
            return holds(
                .method, ["GET", "HEAD", "POST", "PUT", "DELETE"].contains(text(words[0])))
                && holds(.target, isTarget(words[1]))
                && holds(.version, text(words[2]) == "HTTP/1.1")
                && headers.allSatisfy { header in
                    holds(.fieldName, isToken(header.name))
                        && holds(
                            .fieldValue, header.value.allSatisfy { $0 == 9 || (32...126) ~= $0 })
                }
                && judges(headers, isGet: !["POST", "PUT"].contains(text(words[0])))
        }

        /// The lines without their ends, if the last is empty and the first that is.
        var lines: [[UInt8]]? {
            var lines: [[UInt8]] = [[]]
            for (index, byte) in raw.enumerated() {
                if byte == 10 {
                    guard lines[lines.count - 1].last == 13 else {
                        if left == .lineEnds, index > 0 {
                            lines.append([])
                            continue
                        }
                        return nil
                    }
                    lines[lines.count - 1].removeLast()
                    lines.append([])
                } else {
                    lines[lines.count - 1].append(byte)
                }
            }
            guard lines.count > 2, lines.removeLast().isEmpty, lines.removeLast().isEmpty,
                lines.allSatisfy({ !$0.isEmpty })
            else { return nil }
            return lines
        }

        func text(_ bytes: some Sequence<UInt8>) -> String {
            String(decoding: Array(bytes), as: UTF8.self)
        }

        func isToken(_ bytes: [UInt8]) -> Bool {
            let others = Set("!#$%&'*+-.^_`|~".utf8)
            return !bytes.isEmpty
                && bytes.allSatisfy {
                    others.contains($0) || (48...57) ~= $0 || (65...90) ~= $0 || (97...122) ~= $0
                }
        }

        func isTarget(_ bytes: some Sequence<UInt8>) -> Bool {
            let bytes = Array(bytes)
            return bytes.first == 47 && bytes.allSatisfy { (33...126) ~= $0 && $0 != 35 }
        }

        static func field(_ line: [UInt8]) -> (name: [UInt8], value: [UInt8])? {
            guard let colon = line.firstIndex(of: 58) else { return nil }
            var value = line[(colon + 1)...]
            while let byte = value.first, byte == 32 || byte == 9 { value.removeFirst() }
            while let byte = value.last, byte == 32 || byte == 9 { value.removeLast() }
            return (Array(line[..<colon]), Array(value))
        }

        func judges(_ headers: [(name: [UInt8], value: [UInt8])], isGet: Bool) -> Bool {
            func values(_ name: String) -> [String] {
                headers.filter { text($0.name).lowercased() == name }.map { text($0.value) }
            }
            let lengths = values("content-length")
            let encodings = values("transfer-encoding")
            let hosts = values("host")
            return holds(.oneHost, hosts.count == 1)
                && holds(.host, hosts.allSatisfy { $0.lowercased() == "localhost" })
                && holds(.oneLength, lengths.count + encodings.count < 2)
                && holds(.encoding, encodings.isEmpty)
                && holds(.length, lengths.allSatisfy { Int($0) != nil && !$0.contains("+") })
                && holds(
                    .expectation,
                    values("expect").allSatisfy { $0.lowercased() == "100-continue" })
                && holds(.noBody, !isGet || lengths.allSatisfy { Int($0) == 0 })
        }
    }

    /// A head that is right, or nearly, by chance.
    static func head(_ chance: inout SeededRandom) -> [UInt8] {
        let methods = ["GET", "POST", "HEAD", "PUT", "DELETE", "get", "BREW", "G(T"]
        let targets = ["/hello", "/hello?a=b&c", "/", "/x#y", "hello", "/h%00", "/h o", "*"]
        let fields = [
            "Host: localhost", "host:localhost", "Host: LOCALHOST ", "Host: other", "Host: ",
            "Content-Length: 0", "Content-Length: 3", "Content-Length: +3", "Content-Length: 3 3",
            "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Expect: 100-continue",
            "Expect: tea", "X-Note: a b:c", "X:", "X-Tab:\ta\tb", " folded", "\tfolded",
            "X Y: z", ": z", "noColon", "X: \u{1}", "X: ä",
        ]
        func one(_ choices: [String], usual: Int) -> String {
            let pick = Int.random(in: 0..<choices.count * 3, using: &chance)
            return choices[pick < choices.count ? pick : pick % usual]
        }
        var text = one(methods, usual: 2) + " " + one(targets, usual: 2) + " "
        text += one(["HTTP/1.1", "HTTP/1.1", "HTTP/1.2"], usual: 2) + "\r\n"
        text += "Host: localhost\r\n"
        if Int.random(in: 0..<8, using: &chance) == 0 { text.removeLast(1) }
        for _ in 0..<Int.random(in: 0..<3, using: &chance) {
            text += (fields.randomElement(using: &chance) ?? "") + "\r\n"
        }
        var bytes = Array((text + "\r\n").utf8)
        if Bool.random(using: &chance) { damage(&bytes, &chance) }
        return bytes
    }

    private static func damage(_ bytes: inout [UInt8], _ chance: inout SeededRandom) {
        let odd: [UInt8] = [0, 9, 10, 13, 32, 35, 43, 58, 65, 127, 200]
        for _ in 0..<Int.random(in: 1...2, using: &chance) {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            let byte = odd.randomElement(using: &chance) ?? 0
            switch Int.random(in: 0..<3, using: &chance) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            default: bytes.remove(at: place)
            }
        }
    }

    /// The bytes of a head that the image cannot tell from others: NUL LF in place of CR LF, and
    /// empty lines before the first.
    static func isUnseen(_ raw: [UInt8]) -> Bool {
        raw.first == 10 || raw.first == 13
            || zip(raw, raw.dropFirst()).contains { $0 == 0 && $1 == 10 }
    }
}
