import Seal
import Support
import Testing

/// SHA-256, HKDF-SHA-256 and scrypt.
struct HashTests {
    @Test func `digests are those of FIPS 180-4`() {
        #expect(
            hexadecimal(hash([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            hexadecimal(hash(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hexadecimal(hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func `pieces, slices and a used hasher give the same digest`() {
        let message = SeededBytes.some(1_000, seed: 1)
        let digest = hash(message)
        var hasher = Hasher256()
        for _ in 0..<2 {
            hasher.update(message[..<3])
            hasher.update([])
            hasher.update(Array(message[3..<500]))
            hasher.update(message[500...])
            #expect(hasher.finish() == digest)
        }
        #expect(hasher.finish() == hash([]))
        #expect(hash(([0] + message)[1...]) == digest)
        #expect(hash(pieces: [message[..<1], message[1..<1], message[1...]]) == digest)
    }

    @Test func `derived bytes are those of RFC 5869`() {
        let first = derive(
            [UInt8](repeating: 0x0b, count: 22), salt: Array(0...0x0c),
            info: Array(0xf0...0xf9), count: 42)
        #expect(
            hexadecimal(first) == """
                3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf\
                34007208d5b887185865
                """)
        let third = derive(
            [UInt8](repeating: 0x0b, count: 22), salt: [], info: [], count: 42)
        #expect(
            hexadecimal(third) == """
                8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d\
                9d201395faa4b61a96c8
                """)
    }

    @Test func `an empty secret derives too`() {
        // HMAC-SHA-256 of nothing under 32 zero bytes, then of 0x01 under that.
        #expect(
            hexadecimal(derive([], salt: [], info: [], count: 32))
                == "eb70f01dede9afafa449eee1b1286504e1f62388b3f7dd4f956697b0e828fe18")
    }

    @Test func `every published HKDF case is judged as published`() async throws {
        var judged = 0
        for test in try Wycheproof.groups("hkdf_sha256", tests: 86).flatMap(\.tests) {
            let count = try #require(test.fields["size"] as? Int)
            judged += 1
            // More than 255 blocks do not exist; asking for them stops the program, see below.
            #expect(test.isValid == (count <= 8160), "tcId \(test.id)")
            guard test.isValid else { continue }
            let derived = derive(
                test["ikm"], salt: test["salt"], info: test["info"], count: count)
            #expect(derived == test["okm"], "tcId \(test.id)")
        }
        #expect(judged == (try Wycheproof.isGiven ? 86 : 0))
        await #expect(processExitsWith: .failure) {
            _ = derive([1], salt: [], info: [], count: 8161)
        }
    }

    @Test func `passwords are hashed as RFC 7914 says`() throws {
        #expect(
            hexadecimal(
                derivePassword(
                    [], salt: [], cost: try PasswordCost(log2N: 4, r: 1, p: 1), count: 64))
                    == """
                    77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
                    fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
                    """)
        #expect(
            hexadecimal(
                derivePassword(
                    Array("password".utf8), salt: Array("NaCl".utf8),
                    cost: try PasswordCost(log2N: 10, r: 8, p: 16), count: 64))
                    == """
                    fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
                    2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
                    """)
    }

    @Test func `the standard cost fits its memory, and costs outside the bounds are refused`() {
        let hashed = derivePassword(Array("密码".utf8), salt: Array(0..<16))
        #expect(hashed.count == 32)
        #expect(hashed == derivePassword(Array("密码".utf8), salt: Array(0..<16)))
        #expect(hashed != derivePassword(Array("密碼".utf8), salt: Array(0..<16)))
        for (log2N, r, p) in [
            (0, 8, 1), (-1, 8, 1), (21, 1, 1), (18, 8, 1), (15, 0, 1), (15, 8, 0), (15, 8, 65),
            (15, 65, 1), (16, 1, 1), (Int.max, .max, .max),
        ] {
            #expect(throws: SealError.unusableCost) {
                try PasswordCost(log2N: log2N, r: r, p: p)
            }
        }
        #expect(throws: Never.self) { try PasswordCost(log2N: 17, r: 8, p: 1) }
        #expect(throws: Never.self) { try PasswordCost(log2N: 15, r: 1, p: 1) }
    }

    @Test func `comparison sees every difference`() {
        let bytes = SeededBytes.some(32, seed: 2)
        #expect(equal(bytes, Array(bytes)))
        #expect(equal([], []))
        #expect(!equal(bytes, Array(bytes.dropLast())))
        for bit in 0..<256 { #expect(!equal(bytes, flip(bytes, bit))) }
    }

    @Test func `a cleansed secret is gone`() {
        var secret: [UInt8] = [1, 2, 3]
        cleanse(&secret)
        #expect(secret == [0, 0, 0])
    }
}

/// Bytes of a seed.
enum SeededBytes {
    /// As many as asked for.
    static func some(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return random.bytes(count: count)
    }
}
