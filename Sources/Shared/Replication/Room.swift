// Room Replication.
