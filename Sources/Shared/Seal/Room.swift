// Room Seal.
