// Room Sync.
