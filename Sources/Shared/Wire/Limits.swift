/// The limits of the protocol: each decoder refuses what is above, each sender stays within.
///
/// They bound what one message can cost whoever receives it, before its signer is trusted with
/// more. `protocol.md` lists them; a test compares the two lists.
public enum Limits {
    /// The version of the protocol that this program speaks.
    public static let protocolVersion: UInt64 = 1
    /// Versions that a greeting may offer.
    public static let versionsMax = 16

    // MARK: Frames

    /// Bytes of the payload of an envelope before compression: a 1 Mbit/s line carries it in 8 s.
    public static let frameBytesMax = 1 << 20
    /// Bytes of the items that a sender puts into one frame; a single item above travels alone.
    ///
    /// The rest of the frame is room for the heads of as many runs as it may hold.
    public static let frameItemsBytesMax = 768 << 10
    /// Changes, states and move-outs of one frame: as many as one transaction should hold.
    public static let frameChangesMax = 1_000
    /// Bytes of the payload of a hand-back, which holds whole envelopes of full frames.
    public static let handBackBytesMax = 2 << 20
    /// Frames that one hand-back returns.
    public static let handBackFramesMax = 100
    /// Bytes of an envelope: the largest payload, signer, signature and heads.
    public static let envelopeBytesMax = handBackBytesMax + 128
    /// Bytes of an envelope after compression, which may add a little to what is random.
    public static let packedBytesMax = envelopeBytesMax + 8_192
    /// Bytes of a request after compression that carries no data: hello, pull, reclaim, enrollments.
    public static let briefBytesMax = 64 << 10
    /// Bytes of a state on the wire: one must fit a frame beside the frame's own fields.
    public static let stateBytesMax = frameBytesMax - 4_096

    // MARK: Changes and values

    /// Bytes of the body of a change.
    public static let changeBytesMax = 256 << 10
    /// Registers that one change writes.
    public static let changeWritesMax = 1_000
    /// Dots that one write leaves standing; a record with a larger gap takes no new writes.
    public static let holesMax = 1_000
    /// Bytes of the key of an element.
    public static let keyBytesMax = 64
    /// Bytes of a text, or of a byte string, in a value.
    public static let textBytesMax = 64 << 10
    /// Entries of one list in a value.
    public static let listMax = 1_000
    /// Lists within lists in a value.
    public static let valueDepthMax = 16
    /// Replicas in one version vector.
    public static let vectorMax = 10_000
    /// Writes of a state on the wire that arrived although one before them has not.
    public static let stragglersMax = 10_000
    /// Bytes of the salt of a change in a sensitive facet; all others have none.
    public static let saltBytes = 16
    /// Counters, sequence numbers, positions: what a signed word of 64 bits holds.
    public static let numberMax = UInt64(Int64.max)

    // MARK: Lists of messages

    /// Heads of a subtree, and durable marks: the entries that fit a frame.
    public static let headsMax = 16_000
    /// Exceptions under one mark; if more stand, the mark ends before the first that is left out.
    public static let exceptionsMax = 1_000
    /// Checkpoints that both ends of a link remember.
    public static let checkpointsMax = 50
    /// Parts of a scope.
    public static let scopePartsMax = 32
    /// Facets that a link holds out of its digest: no more changes are held from one node.
    public static let heldMax = 10_000
    /// Leaves of a digest tree.
    public static let leavesMax = 256
    /// Rows of one answer; who expects more asks for fewer leaves.
    public static let rowsMax = 25_000
    /// Facets of one repair, and missing dots of each.
    public static let repairMax = 1_000
    /// Addresses and pinned keys of a server.
    public static let addressesMax = 16
    /// Bytes of a name, an address, a programme's name, a detail for people.
    public static let shortTextBytesMax = 1_024
    /// Parameters of a refusal.
    public static let parametersMax = 16

    // MARK: Bundles

    /// Envelopes before the trailer of a bundle, the header included.
    public static let bundleEnvelopesMax: UInt64 = 100_000
    /// Bytes of a bundle as a file.
    public static let bundleBytesMax: UInt64 = 4 << 30

    /// Every limit with the name under which `protocol.md` lists it.
    public static let all: [(name: String, value: UInt64)] = [
        ("protocolVersion", protocolVersion), ("versionsMax", UInt64(versionsMax)),
        ("frameBytesMax", UInt64(frameBytesMax)), ("frameChangesMax", UInt64(frameChangesMax)),
        ("frameItemsBytesMax", UInt64(frameItemsBytesMax)),
        ("handBackBytesMax", UInt64(handBackBytesMax)),
        ("handBackFramesMax", UInt64(handBackFramesMax)),
        ("envelopeBytesMax", UInt64(envelopeBytesMax)), ("packedBytesMax", UInt64(packedBytesMax)),
        ("briefBytesMax", UInt64(briefBytesMax)),
        ("stateBytesMax", UInt64(stateBytesMax)),
        ("changeBytesMax", UInt64(changeBytesMax)), ("changeWritesMax", UInt64(changeWritesMax)),
        ("holesMax", UInt64(holesMax)), ("keyBytesMax", UInt64(keyBytesMax)),
        ("textBytesMax", UInt64(textBytesMax)), ("listMax", UInt64(listMax)),
        ("valueDepthMax", UInt64(valueDepthMax)), ("vectorMax", UInt64(vectorMax)),
        ("stragglersMax", UInt64(stragglersMax)), ("saltBytes", UInt64(saltBytes)),
        ("numberMax", numberMax),
        ("headsMax", UInt64(headsMax)), ("exceptionsMax", UInt64(exceptionsMax)),
        ("checkpointsMax", UInt64(checkpointsMax)), ("scopePartsMax", UInt64(scopePartsMax)),
        ("heldMax", UInt64(heldMax)), ("leavesMax", UInt64(leavesMax)),
        ("rowsMax", UInt64(rowsMax)), ("repairMax", UInt64(repairMax)),
        ("addressesMax", UInt64(addressesMax)),
        ("shortTextBytesMax", UInt64(shortTextBytesMax)),
        ("parametersMax", UInt64(parametersMax)), ("bundleEnvelopesMax", bundleEnvelopesMax),
        ("bundleBytesMax", bundleBytesMax),
    ]
}
