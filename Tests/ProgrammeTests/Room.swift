// Tests of room Programme.
