// Tests of room Transport.
