// Room CBOR.
