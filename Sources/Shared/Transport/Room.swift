// Room Transport.
