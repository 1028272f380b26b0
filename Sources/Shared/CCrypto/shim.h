#pragma once
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/// EVP_EC_gen is a macro over a variadic function, neither of which Swift can call.
static inline EVP_PKEY *shim_new_p256_key(void) { return EVP_EC_gen("P-256"); }

/// BIO_get_mem_data is a macro that casts.
static inline long shim_bio_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

/// OPENSSL_free is a macro that names its file and line.
static inline void shim_free(void *memory) { OPENSSL_free(memory); }

/// HKDF-SHA-256. Parameters keep pointers to their names, and a name that is a macro reaches Swift as a String,
/// whose pointer ends with the call that was given it: so the list is made here.
static inline int shim_hkdf(EVP_KDF_CTX *context, const void *secret, size_t secret_count,
                            const void *salt, size_t salt_count, const void *info,
                            size_t info_count, unsigned char *output, size_t count) {
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, secret_count),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_count),
      OSSL_PARAM_construct_end(),
  };
  return EVP_KDF_derive(context, output, count, parameters);
}
