/// What the writers of a register had before them: why their values disagree.
public enum Screen {
    /// A write, and the change that it stands in.
    public typealias Entry = (change: Change, write: Write)

    /// The dots that stood on the screen of the author of a write: what he had seen, less what
    /// others of it had replaced.
    ///
    /// - Parameter entries: the writes of the register that are known.
    public static func before(_ entry: Entry, among entries: [Entry]) -> [Dot] {
        standing(entries.filter { knew(entry, $0) })
    }

    /// The dots that stood before the authors of all these writes went their own ways.
    public static func common(to authors: [Entry], among entries: [Entry]) -> [Dot] {
        standing(entries.filter { old in authors.allSatisfy { knew($0, old) } })
    }

    private static func knew(_ entry: Entry, _ old: Entry) -> Bool {
        entry.write.dot != old.write.dot
            && entry.change.context(of: entry.write).covers(old.write.dot)
    }

    private static func standing(_ entries: [Entry]) -> [Dot] {
        entries.filter { old in !entries.contains { knew($0, old) } }.map(\.write.dot)
    }
}
