import Foundation
import Seal
import Support
import Testing

/// Certificates of servers.
struct ServerCertificateTests {
    @Test func `a certificate is read back with its pin`() throws {
        let made = try ServerCertificate.make(commonName: "长泰县 350603")
        #expect(made.pin.count == 32)
        #expect(made.certificatePEM.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        #expect(made.keyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let read = try ServerCertificate(
            certificatePEM: made.certificatePEM, keyPEM: made.keyPEM)
        #expect(read.pin == made.pin)
        #expect(try ServerCertificate.pin(ofCertificatePEM: made.certificatePEM) == made.pin)
        #expect(try ServerCertificate.make(commonName: "长泰县 350603").pin != made.pin)
    }

    @Test func `the dates decide nothing`() throws {
        let made = try ServerCertificate.make(commonName: "county")
        let der = try #require(Self.der(made.certificatePEM))
        // ASN.1 spells years before 2050 with two digits (UTCTime), later ones with four (GeneralizedTime).
        let utc = Data([0x17, 0x0d]) + Data("700101000000Z".utf8)
        let generalized = Data([0x18, 0x0f]) + Data("99991231235959Z".utf8)
        #expect(der.range(of: utc + generalized) != nil)
    }

    @Test func `the key must be that of the certificate`() throws {
        let one = try ServerCertificate.make(commonName: "one")
        let two = try ServerCertificate.make(commonName: "two")
        #expect(throws: SealError.unusableCertificate) {
            try ServerCertificate(certificatePEM: one.certificatePEM, keyPEM: two.keyPEM)
        }
        for text in ["", "PEM", "-----BEGIN CERTIFICATE-----\n", one.keyPEM] {
            #expect(throws: SealError.unusableCertificate) {
                try ServerCertificate(certificatePEM: text, keyPEM: one.keyPEM)
            }
            #expect(throws: SealError.unusableCertificate) {
                try ServerCertificate.pin(ofCertificatePEM: text)
            }
        }
        for text in ["", "PEM", "-----BEGIN PRIVATE KEY-----\n", one.certificatePEM] {
            #expect(throws: SealError.unusableCertificate) {
                try ServerCertificate(certificatePEM: one.certificatePEM, keyPEM: text)
            }
        }
    }

    @Test func `a name has 1 to 64 characters`() throws {
        for name in ["县", String(repeating: "县", count: 64)] {
            #expect(try ServerCertificate.make(commonName: name).pin.count == 32)
        }
        for name in ["", String(repeating: "县", count: 65), "a\0b"] {
            #expect(throws: SealError.unusableName) {
                try ServerCertificate.make(commonName: name)
            }
        }
    }

    private static func der(_ pem: String) -> Data? {
        Data(
            base64Encoded: pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined())
    }
}
