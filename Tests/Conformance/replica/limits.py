"""Limits and codes of the protocol; a test compares each list with protocol.md."""

LIMITS = {
    "protocolVersion": 1,
    "versionsMax": 16,
    "frameBytesMax": 1_048_576,
    "frameChangesMax": 1_000,
    "frameItemsBytesMax": 786_432,
    "handBackBytesMax": 2_097_152,
    "handBackFramesMax": 100,
    "envelopeBytesMax": 2_097_280,
    "packedBytesMax": 2_105_472,
    "briefBytesMax": 65_536,
    "stateBytesMax": 1_044_480,
    "changeBytesMax": 262_144,
    "changeWritesMax": 1_000,
    "holesMax": 1_000,
    "keyBytesMax": 64,
    "textBytesMax": 65_536,
    "listMax": 1_000,
    "valueDepthMax": 16,
    "vectorMax": 10_000,
    "stragglersMax": 10_000,
    "saltBytes": 16,
    "numberMax": 2**63 - 1,
    "headsMax": 16_000,
    "exceptionsMax": 1_000,
    "checkpointsMax": 50,
    "scopePartsMax": 32,
    "heldMax": 10_000,
    "leavesMax": 256,
    "rowsMax": 25_000,
    "repairMax": 1_000,
    "addressesMax": 16,
    "shortTextBytesMax": 1_024,
    "parametersMax": 16,
    "bundleEnvelopesMax": 100_000,
    "bundleBytesMax": 4_294_967_296,
}

# Code to number and HTTP status; None for those that occur with files alone.
REFUSALS = {
    "malformed": (1, 400),
    "version": (2, 400),
    "world": (3, 403),
    "unknownNode": (4, 401),
    "unauthentic": (5, 401),
    "revoked": (6, 403),
    "replayed": (7, 401),
    "sessionEnded": (8, 401),
    "tooLarge": (9, 413),
    "gap": (10, 409),
    "forked": (11, 409),
    "wrongRecipient": (12, 403),
    "busy": (13, 503),
    "diskFull": (14, 507),
    "newerDatabase": (15, 503),
    "stopping": (16, 503),
    "invitationUnknown": (17, 403),
    "invitationUsed": (18, 403),
    "invitationExpired": (19, 403),
    "invitationTries": (20, 403),
    "bundleDamaged": (21, None),
    "bundleRecipient": (22, None),
    "bundleRepeated": (23, None),
    "outOfScope": (24, 403),
    "recovering": (25, 503),
    "internalFault": (26, 500),
}
REFUSAL_NAMES = {number: name for name, (number, _) in REFUSALS.items()}

HELD, REFUSED = 0, 1
# Code to number and standing; None: as its act.
EXCEPTIONS = {
    "notPermitted": (1, REFUSED),
    "illTyped": (2, REFUSED),
    "foreignRecord": (3, REFUSED),
    "authority": (4, REFUSED),
    "unreadable": (5, HELD),
    "dotCollision": (6, HELD),
    "oldRights": (7, HELD),
    "companion": (8, None),
    "typeClash": (9, REFUSED),
    "voidNotPermitted": (10, REFUSED),
    "unknownAuthor": (11, HELD),
    "revokedNode": (12, HELD),
    "tooLarge": (13, HELD),
}

VERDICTS = ["normal", "rolledBack", "forked", "cloned"]
LEVELS = ["root", "leaves", "rows"]
BUNDLE_KINDS = ["upward", "downward"]
REACHES = ["home", "county", "nation", "down"]
TIERS = ["nation", "province", "prefecture", "county", "township", "village"]
TIER_OF_DIGITS = {0: 0, 2: 1, 4: 2, 6: 3, 9: 4, 12: 5}
POLICIES = [
    "multiValue", "authority", "nearest", "setAddWins", "setRemoveWins", "immutable",
    "appendOnly", "earliest", "latestDate", "latest",
]  # fmt: skip
