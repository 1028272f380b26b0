import CCrypto

/// The key and the self-signed certificate of a server (P-256), as the PEM text that HTTP servers read.
///
/// Clients know the key by its pin and ask nothing else: the dates span 1970 to 9999, because the clocks of
/// villages decide nothing, and the name is for people.
public struct ServerCertificate: Sendable {
    /// The certificate.
    public let certificatePEM: String
    /// The private key (PKCS #8, not encrypted); the file is readable for its owner only.
    public let keyPEM: String
    /// SHA-256 of the public key (SubjectPublicKeyInfo), 32 bytes; curl's form is "sha256//" and Base64 of them.
    public let pin: [UInt8]

    /// Makes a new key and its certificate.
    ///
    /// The key's chance is libcrypto's own, which seeds itself from the kernel: this one runs only when a server is
    /// made, and a key that could be computed from an argument would be no better for it.
    public static func make(commonName: String) throws(SealError) -> ServerCertificate {
        guard (1...64).contains(commonName.unicodeScalars.count),
            !commonName.unicodeScalars.contains("\0")
        else { throw .unusableName }
        let key = KeyHandle(owning: required(shim_new_p256_key()))
        let certificate = required(X509_new())
        defer { X509_free(certificate) }
        fill(certificate, key, commonName)
        required(X509_set_pubkey(certificate, key.pointer))
        let signed = X509_sign(certificate, key.pointer, EVP_sha256())
        precondition(signed > 0, "libcrypto signs with a key it has made.")
        return ServerCertificate(
            certificatePEM: pem { PEM_write_bio_X509($0, certificate) },
            keyPEM: pem {
                PEM_write_bio_PKCS8PrivateKey($0, key.pointer, nil, nil, 0, nil, nil)
            },
            pin: pin(of: key.pointer))
    }

    /// Reads both texts, and throws unless the key is that of the certificate.
    public init(certificatePEM: String, keyPEM: String) throws(SealError) {
        let certificate = try Self.readCertificate(certificatePEM)
        defer { X509_free(certificate) }
        let read = Self.read(keyPEM) { PEM_read_bio_PrivateKey($0, nil, Self.noPassword, nil) }
        guard let read else { throw .unusableCertificate }
        let key = KeyHandle(owning: read)
        guard X509_check_private_key(certificate, key.pointer) == 1 else {
            ERR_clear_error()
            throw .unusableCertificate
        }
        self.init(
            certificatePEM: certificatePEM, keyPEM: keyPEM, pin: Self.pin(of: key.pointer))
    }

    /// The pin of a certificate whose private key is elsewhere.
    public static func pin(ofCertificatePEM text: String) throws(SealError) -> [UInt8] {
        let certificate = try readCertificate(text)
        defer { X509_free(certificate) }
        guard let key = X509_get0_pubkey(certificate) else { throw .unusableCertificate }
        return pin(of: key)
    }

    private init(certificatePEM: String, keyPEM: String, pin: [UInt8]) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.pin = pin
    }

    private static func fill(
        _ certificate: OpaquePointer, _ key: KeyHandle, _ commonName: String
    ) {
        required(X509_set_version(certificate, 2))
        // The serial number only has to differ between certificates of one name; the key does.
        let digits = [0x01] + pin(of: key.pointer).prefix(15)
        let number = required(BN_bin2bn(digits, Int32(digits.count), nil))
        defer { BN_free(number) }
        precondition(
            BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil,
            "A number of 16 bytes is a serial number.")
        required(
            ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "19700101000000Z"))
        required(
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z"))
        let name = required(X509_get_subject_name(certificate))
        let utf8 = Array(commonName.utf8)
        required(
            X509_NAME_add_entry_by_txt(
                name, "CN", Int32(V_ASN1_UTF8STRING), utf8, Int32(utf8.count), -1, 0))
        required(X509_set_issuer_name(certificate, name))
    }

    /// SHA-256 of the SubjectPublicKeyInfo of a key.
    private static func pin(of key: OpaquePointer) -> [UInt8] {
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(key, &encoded)
        precondition(count > 0, "A key that was read can be written.")
        defer { shim_free(encoded) }
        return hash(Array(UnsafeBufferPointer(start: encoded, count: Int(count))))
    }
}

// MARK: - PEM

extension ServerCertificate {
    /// Without it libcrypto would ask for the password of an encrypted key at the terminal.
    private static let noPassword:
        @convention(c) (
            UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?
        ) -> Int32 = { _, _, _, _ in -1 }

    private static func readCertificate(_ text: String) throws(SealError) -> OpaquePointer {
        let certificate = read(text) { PEM_read_bio_X509($0, nil, noPassword, nil) }
        guard let certificate else { throw .unusableCertificate }
        return certificate
    }

    private static func read(
        _ text: String, _ reading: (OpaquePointer) -> OpaquePointer?
    ) -> OpaquePointer? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { buffer in
            guard let count = Int32(exactly: buffer.count), count > 0 else { return nil }
            let bio = required(BIO_new_mem_buf(buffer.baseAddress, count))
            defer { BIO_free(bio) }
            let object = reading(bio)
            if object == nil { ERR_clear_error() }
            return object
        }
    }

    private static func pem(_ writing: (OpaquePointer) -> Int32) -> String {
        // Memory that is cleansed when it is freed: one of the two texts is a private key.
        let bio = required(BIO_new(BIO_s_secmem()))
        defer { BIO_free(bio) }
        required(writing(bio))
        var text: UnsafeMutablePointer<CChar>?
        let count = shim_bio_bytes(bio, &text)
        return UnsafeRawBufferPointer(start: text, count: count).withMemoryRebound(
            to: UInt8.self
        ) { String(decoding: $0, as: UTF8.self) }
    }
}
