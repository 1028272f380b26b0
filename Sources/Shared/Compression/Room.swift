// Room Compression.
