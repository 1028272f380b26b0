import Seal
import Support
import Testing

/// Ed25519.
struct SigningTests {
    /// RFC 8032 §7.1, tests 1 to 3: seed, public key, message, signature.
    static let vectors: [(String, String, String, String)] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
            5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            """
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            """
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
            085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            """
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            """
            6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
            18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """
        ),
    ]

    @Test(arguments: 0..<3) func `signatures are those of RFC 8032`(index: Int) throws {
        let (seed, publicKey, message, signature) = Self.vectors[index]
        let key = try SigningKey(seed: bytes(hexadecimal: seed))
        #expect(hexadecimal(key.verifyingKey.bytes) == publicKey)
        let signed = sign(bytes(hexadecimal: message), with: key)
        #expect(hexadecimal(signed) == signature)
        #expect(verify(signed, of: bytes(hexadecimal: message), by: key.verifyingKey))
    }

    @Test func `every flipped bit of signature, message or key is noticed`() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 7, count: 32))
        let message = Array("一万元整".utf8)
        let signature = sign(message, with: key)
        for bit in 0..<(64 * 8) {
            #expect(!verify(flip(signature, bit), of: message, by: key.verifyingKey))
        }
        for bit in 0..<(message.count * 8) {
            #expect(!verify(signature, of: flip(message, bit), by: key.verifyingKey))
        }
        for bit in 0..<(32 * 8) {
            let other = try VerifyingKey(flip(key.verifyingKey.bytes, bit))
            #expect(!verify(signature, of: message, by: other))
        }
        #expect(!verify(Array(signature.dropLast()), of: message, by: key.verifyingKey))
        #expect(!verify(signature + [0], of: message, by: key.verifyingKey))
        #expect(!verify([], of: message, by: key.verifyingKey))
    }

    @Test func `a slice is signed as the bytes it shows`() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let whole: [UInt8] = [9, 1, 2, 3, 9]
        #expect(sign(whole[1..<4], with: key) == sign([1, 2, 3], with: key))
        #expect(verify(sign([1, 2, 3], with: key), of: whole[1..<4], by: key.verifyingKey))
    }

    @Test(arguments: [0, 31, 33]) func `keys of another length are refused`(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(throws: SealError.unusableKey) { try SigningKey(seed: bytes) }
        #expect(throws: SealError.unusableKey) { try VerifyingKey(bytes) }
        #expect(throws: SealError.unusableKey) { try SealingKey(seed: bytes) }
        #expect(throws: SealError.unusableKey) { try SealingPublicKey(bytes) }
    }

    @Test func `every published Ed25519 case is judged as published`() throws {
        var judged = 0
        for group in try Wycheproof.groups("ed25519", tests: 151) {
            let publicKey = try #require(group.fields["publicKey"] as? [String: Any])
            let key = try VerifyingKey(bytes(hexadecimal: publicKey["pk"] as? String ?? ""))
            for test in group.tests {
                let verdict = verify(test["sig"], of: test["msg"], by: key)
                #expect(verdict == test.isValid, "tcId \(test.id)")
                judged += 1
            }
        }
        #expect(judged == (try Wycheproof.isGiven ? 151 : 0))
    }
}

/// Bytes with one bit turned over.
func flip(_ bytes: [UInt8], _ bit: Int) -> [UInt8] {
    var flipped = bytes
    flipped[bit / 8] ^= 1 << UInt8(bit % 8)
    return flipped
}
