// Tests of room CBOR.
