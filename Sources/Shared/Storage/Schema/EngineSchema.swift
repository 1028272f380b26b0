/// The tables of the engine: incarnations, records, the change log, feeds, digests.
///
/// Written for people who open the file with `sqlite3 -readonly`, too: every table says what it
/// holds. Identifiers, hashes and chains are blobs; divisions are codes as text, because a prefix
/// of a code is then a range of an index; a `reach` is 0 home, 1 county, 2 nation, 3 down.
///
/// No constraint can keep a change from being stored: keys that come from outside are looked up
/// before they are inserted.
enum EngineSchema {
    /// The statements, in order.
    static let sql = """
        -- What this replica is now: its incarnation, its log, its clock. One row.
        CREATE TABLE own (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            incarnation INTEGER NOT NULL,     -- a number of the table replica
            log_id BLOB NOT NULL,             -- new with every incarnation
            position INTEGER NOT NULL,        -- the newest of the log and the feeds
            time INTEGER NOT NULL             -- the last hybrid time, ticks
        ) STRICT;

        -- Named values of the program: identity, facts of the machine, ratchets.
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Every incarnation that ever wrote something here, and how far its chain is known.
        CREATE TABLE replica (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            via BLOB,                         -- the node over whose link its runs come
            is_own INTEGER NOT NULL,
            head INTEGER NOT NULL,            -- the last change with a chain; 0 if none
            chain BLOB NOT NULL,              -- the chain after it
            seen INTEGER NOT NULL             -- the last change at all, with or without a chain
        ) STRICT;

        -- The state of every facet of every record: what is merged.
        CREATE TABLE record (
            number INTEGER PRIMARY KEY,
            facet BLOB NOT NULL UNIQUE,       -- 16 bytes of the record, 1 of the reach
            type INTEGER NOT NULL,
            home TEXT NOT NULL,               -- where it lies; the first one if two claim it
            hash BLOB NOT NULL,               -- SHA-256 of state
            state BLOB NOT NULL,              -- what all replicas agree on who received the same
            local BLOB NOT NULL,              -- what only this replica needs
            presence INTEGER NOT NULL,        -- 0 here, 1 left but its changes wait, 2 remnant
            moved_to TEXT                     -- where it went, if it left
        ) STRICT;
        CREATE INDEX record_leaving ON record (number) WHERE presence = 1;

        -- Which records lie in a division, by reach.
        CREATE TABLE place (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (reach, home, record)
        ) STRICT, WITHOUT ROWID;

        -- Every change that came or was made here, in the order of coming; only ever added to.
        CREATE TABLE log (
            position INTEGER PRIMARY KEY,
            replica INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            record INTEGER,                   -- NULL where the facet is not known
            standing INTEGER NOT NULL,        -- 0 merged, 1 held, 2 refused, 3 only its hash came
            body BLOB,                        -- NULL if it is in quarantine or never came
            hash BLOB,                        -- SHA-256 of the body where the body is not here
            chain BLOB                        -- at every 32nd change; between them it is computed
        ) STRICT;
        CREATE UNIQUE INDEX log_name ON log (replica, sequence);
        CREATE INDEX log_record ON log (record) WHERE record IS NOT NULL;

        -- Runs as their origins signed them; what lies between the ends is in the log.
        CREATE TABLE run (
            replica INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            chain_before BLOB NOT NULL,
            chain_after BLOB NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (replica, last, first)
        ) STRICT, WITHOUT ROWID;

        -- What children have yet to learn, by division: what a pull walks.
        CREATE TABLE feed (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            position INTEGER NOT NULL,
            kind INTEGER NOT NULL,            -- 0 change, 1 state, 2 moved out
            record INTEGER NOT NULL,
            replica INTEGER,                  -- of a change: who wrote it
            log INTEGER,                      -- of a change: its place in the log
            hash BLOB,                        -- of a record that moved out: its hash then
            moved_to TEXT,
            PRIMARY KEY (reach, home, position)
        ) STRICT, WITHOUT ROWID;

        -- Per division and reach: how many records, and the sum of their hashes, mod 2^256.
        CREATE TABLE total (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            count INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (reach, home)
        ) STRICT, WITHOUT ROWID;

        -- The same, parted by the first byte of SHA-256 of the facet.
        CREATE TABLE leaf (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            leaf INTEGER NOT NULL,
            count INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (reach, home, leaf)
        ) STRICT, WITHOUT ROWID;

        """
}
