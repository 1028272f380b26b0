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
