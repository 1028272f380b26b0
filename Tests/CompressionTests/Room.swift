// Tests of room Compression.
