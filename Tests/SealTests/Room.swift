// Tests of room Seal.
