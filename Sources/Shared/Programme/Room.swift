// Room Programme.
