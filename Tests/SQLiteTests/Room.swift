// Tests of room SQLite.
