// Tests of room Replication.
