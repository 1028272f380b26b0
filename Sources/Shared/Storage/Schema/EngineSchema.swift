/// The tables of the engine: incarnations, records, the change log, feeds, digests.
///
/// Written for people who open the file with `sqlite3 -readonly`, too: every table says what it
/// holds. Identifiers, hashes and chains are blobs; divisions are codes as text, because a prefix
/// of a code is then a range of an index; a `reach` is 0 home, 1 county, 2 nation, 3 down.
///
/// No constraint can keep a change from being stored: keys that come from outside are looked up
/// before they are inserted.
///
/// In a table without rowid the columns of the key stand first and in its order: the quick check of
/// SQLite 3.40.1 takes others for NULL otherwise, and a sound replica would not open.
enum EngineSchema {
    /// The statements, in order.
    static let sql = """
        -- What this replica is now: its incarnation, its log, its clock. One row.
        CREATE TABLE _own (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            incarnation INTEGER NOT NULL,     -- a number of the table replica
            log_id BLOB NOT NULL,             -- new with every incarnation
            position INTEGER NOT NULL,        -- the newest of the log and the feeds
            time INTEGER NOT NULL             -- the last hybrid time, ticks
        ) STRICT;

        -- Named values of the program: identity, facts of the machine, ratchets.
        CREATE TABLE _setting (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Lines of files that were entered here, by a hash of what they say, and how often.
        CREATE TABLE _imported (
            mark BLOB PRIMARY KEY,
            times INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Every incarnation that ever wrote something here, and how far its chain is known.
        CREATE TABLE _replica (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            via BLOB,                         -- the node over whose link its runs come
            is_own INTEGER NOT NULL,
            head INTEGER NOT NULL,            -- the last change with a chain; 0 if none
            chain BLOB NOT NULL,              -- the chain after it
            seen INTEGER NOT NULL             -- the last change at all, with or without a chain
        ) STRICT;

        -- The state of every facet of every record: what is merged.
        CREATE TABLE _record (
            number INTEGER PRIMARY KEY,
            facet BLOB NOT NULL UNIQUE,       -- 16 bytes of the record, 1 of the reach
            type INTEGER NOT NULL,
            home TEXT NOT NULL,               -- where it lies; the first one if two claim it
            hash BLOB NOT NULL,               -- SHA-256 of state
            state BLOB NOT NULL,              -- what all replicas agree on who received the same
            local BLOB NOT NULL,              -- what only this replica needs
            presence INTEGER NOT NULL,        -- 0 here, 1 left but its changes wait, 2 remnant
            cases INTEGER NOT NULL,           -- how many rows of _case speak of it
            moved_to TEXT                     -- where it went, if it left
        ) STRICT;
        CREATE INDEX _record_leaving ON _record (number) WHERE presence = 1;

        -- Which records lie in a division, by reach.
        CREATE TABLE _place (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (reach, home, record)
        ) STRICT, WITHOUT ROWID;

        -- Every change that came or was made here, in the order of coming; only ever added to.
        CREATE TABLE _log (
            position INTEGER PRIMARY KEY,
            replica INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            record INTEGER,                   -- NULL where the facet is not known
            standing INTEGER NOT NULL,        -- 0 merged, 1 held, 2 refused, 3 only its hash came
            body BLOB,                        -- NULL if it is in quarantine or never came
            hash BLOB,                        -- SHA-256 of the body where the body is not here
            chain BLOB                        -- at every 32nd change; between them it is computed
        ) STRICT;
        CREATE UNIQUE INDEX _log_name ON _log (replica, sequence);
        CREATE INDEX _log_record ON _log (record) WHERE record IS NOT NULL;

        -- Records that need a person, or that a policy has settled.
        CREATE TABLE _case (
            record BLOB NOT NULL,
            reach INTEGER NOT NULL,
            type INTEGER NOT NULL,
            kind INTEGER NOT NULL,            -- 1 conflict, 2 settled, 3 revived, 4 two homes,
                                              -- 5 incomplete, 6 unfit
            number INTEGER,                   -- the register; NULL if the whole facet is meant
            "key" BLOB NOT NULL,
            home TEXT NOT NULL,
            since INTEGER NOT NULL            -- Unix milliseconds by this machine's clock
        ) STRICT;
        CREATE INDEX _case_record ON _case (record, reach);

        -- Findings of the programme's checks on merged records; they touch no hash and no digest.
        CREATE TABLE _hold (
            record BLOB NOT NULL,
            "check" INTEGER NOT NULL,
            other BLOB NOT NULL,              -- the other record that it is about, if any
            is_warning INTEGER NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (record, "check", other)
        ) STRICT, WITHOUT ROWID;

        -- Runs as their origins signed them; what lies between the ends is in the log.
        CREATE TABLE _run (
            replica INTEGER NOT NULL,
            last INTEGER NOT NULL,
            first INTEGER NOT NULL,
            chain_before BLOB NOT NULL,
            chain_after BLOB NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (replica, last, first)
        ) STRICT, WITHOUT ROWID;

        -- What children have yet to learn, by division: what a pull walks.
        CREATE TABLE _feed (
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
        CREATE TABLE _total (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            count INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (reach, home)
        ) STRICT, WITHOUT ROWID;

        -- The same, parted by the first byte of SHA-256 of the facet.
        CREATE TABLE _leaf (
            reach INTEGER NOT NULL,
            home TEXT NOT NULL,
            leaf INTEGER NOT NULL,
            count INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (reach, home, leaf)
        ) STRICT, WITHOUT ROWID;

        """
}
