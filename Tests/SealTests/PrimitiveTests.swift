import Seal
import Support
import Testing

/// X25519 and ChaCha20-Poly1305, of which sealed messages are made.
struct PrimitiveTests {
    @Test func `the shared secret is that of RFC 7748`() throws {
        let alice = try SealingKey(
            seed: bytes(
                hexadecimal: "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
        let bob = try SealingKey(
            seed: bytes(
                hexadecimal: "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
        #expect(
            hexadecimal(alice.publicKey.bytes)
                == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        #expect(
            hexadecimal(bob.publicKey.bytes)
                == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        #expect(hexadecimal(try alice.sharedSecret(with: bob.publicKey)) == secret)
        #expect(hexadecimal(try bob.sharedSecret(with: alice.publicKey)) == secret)
    }

    @Test func `a piece is sealed as in RFC 8439`() throws {
        let cipher = ChaChaPoly(key: Array(0x80...0x9f))
        let nonce = try #require(
            ChaChaPoly.Nonce(bytes(hexadecimal: "070000004041424344454647")))
        let associated = bytes(hexadecimal: "50515253c0c1c2c3c4c5c6c7")
        let plain = Array(
            """
            Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
            future, sunscreen would be it.
            """.utf8)
        var sealed: [UInt8] = []
        cipher.seal(plain[...], nonce: nonce, associated: associated, into: &sealed)
        #expect(sealed.count == 114 + 16)
        #expect(hexadecimal(sealed.prefix(16)) == "d31a8d34648e60db7b86afbc53ef7ec2")
        #expect(hexadecimal(sealed.suffix(16)) == "1ae10b594f09e26a7e902ecbd0600691")
        var opened: [UInt8] = [42]
        try cipher.open(sealed[...], nonce: nonce, associated: associated, into: &opened)
        #expect(opened == [42] + plain)
        for bit in 0..<(sealed.count * 8) {
            var nothing: [UInt8] = [42]
            #expect(throws: SealError.damaged) {
                try cipher.open(
                    flip(sealed, bit)[...], nonce: nonce, associated: associated, into: &nothing)
            }
            #expect(nothing == [42])
        }
    }

    @Test func `every published X25519 case is judged as published`() throws {
        var judged = 0
        for test in try Wycheproof.groups("x25519", tests: 518).flatMap(\.tests) {
            let own = try SealingKey(seed: test["private"])
            let other = try SealingPublicKey(test["public"])
            if test.has("ZeroSharedSecret") {
                // "Acceptable" to some; here a secret that everybody knows is none.
                #expect(throws: SealError.unusableKey, "tcId \(test.id)") {
                    try own.sharedSecret(with: other)
                }
            } else {
                #expect(test.result == "valid" || test.result == "acceptable")
                #expect(try own.sharedSecret(with: other) == test["shared"], "tcId \(test.id)")
            }
            judged += 1
        }
        #expect(judged == (try Wycheproof.isGiven ? 518 : 0))
    }

    @Test func `every published ChaCha20-Poly1305 case is judged as published`() throws {
        var judged = 0
        let groups = try Wycheproof.groups("chacha20_poly1305", tests: 325)
        for test in groups.flatMap(\.tests) {
            judged += 1
            guard let nonce = ChaChaPoly.Nonce(test["iv"]) else {
                #expect(test.has("InvalidNonceSize"), "tcId \(test.id)")
                #expect(!test.isValid)
                continue
            }
            let cipher = ChaChaPoly(key: test["key"])
            let published = test["ct"] + test["tag"]
            var sealed: [UInt8] = []
            cipher.seal(test["msg"][...], nonce: nonce, associated: test["aad"], into: &sealed)
            #expect((sealed == published) == test.isValid, "tcId \(test.id)")
            var opened: [UInt8] = []
            if test.isValid {
                try cipher.open(
                    published[...], nonce: nonce, associated: test["aad"], into: &opened)
                #expect(opened == test["msg"], "tcId \(test.id)")
            } else {
                #expect(throws: SealError.damaged, "tcId \(test.id)") {
                    try cipher.open(
                        published[...], nonce: nonce, associated: test["aad"], into: &opened)
                }
                #expect(opened.isEmpty)
            }
        }
        #expect(judged == (try Wycheproof.isGiven ? 325 : 0))
    }
}
