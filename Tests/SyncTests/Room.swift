// Tests of room Sync.
