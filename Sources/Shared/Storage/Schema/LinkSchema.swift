/// The tables of links: nodes, positions, acknowledgements, receipts, what waits for a decision.
enum LinkSchema {
    /// The statements, in order.
    static let sql = """
        -- Nodes that this replica knows: its parent and its children, below them their children.
        CREATE TABLE _node (
            id BLOB PRIMARY KEY,
            kind INTEGER NOT NULL,            -- 0 descendant, 1 parent, 2 child
            office TEXT NOT NULL,
            name TEXT NOT NULL,
            signing_key BLOB NOT NULL,
            sealing_key BLOB NOT NULL,
            status INTEGER NOT NULL,          -- 0 active, 1 revoked, 2 doubled
            revoked_at BLOB NOT NULL,         -- 24 bytes each: incarnation, sequence
            rights_from BLOB,                 -- 24 bytes: incarnation, sequence
            rights_to BLOB,
            addresses TEXT NOT NULL,          -- one per line
            pins BLOB NOT NULL                -- 32 bytes each
        ) STRICT, WITHOUT ROWID;

        -- Which incarnations are bound to a node's key.
        CREATE TABLE _node_incarnation (
            replica BLOB PRIMARY KEY,
            node BLOB NOT NULL,
            rank INTEGER NOT NULL             -- the order in which they were bound
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX _node_incarnation_node ON _node_incarnation (node, rank);

        -- The positions of a link, one row per neighbour.
        CREATE TABLE _link (
            node BLOB PRIMARY KEY,
            is_parent INTEGER NOT NULL,
            office TEXT NOT NULL,
            cursor BLOB,                      -- 24 bytes: log id, position
            load_after BLOB,                  -- a facet, while the first load is under way
            ratchet BLOB NOT NULL,
            ratchet_next BLOB NOT NULL,
            contact INTEGER NOT NULL,
            checkpoints BLOB NOT NULL,        -- 24 bytes each, newest first
            last_contact INTEGER,             -- Unix milliseconds
            clock_offset INTEGER NOT NULL,    -- the other clock less this one, milliseconds
            program TEXT NOT NULL,
            state TEXT NOT NULL,
            is_recovering INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- What the parent has of each incarnation, by its signed word.
        CREATE TABLE _acknowledged (
            replica INTEGER PRIMARY KEY,
            up_to INTEGER NOT NULL,
            chain BLOB NOT NULL,
            envelope INTEGER NOT NULL
        ) STRICT;

        -- Changes that the parent has and did not merge.
        CREATE TABLE _exception (
            replica INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            standing INTEGER NOT NULL,        -- 1 held, 2 refused
            code INTEGER NOT NULL,
            case_id BLOB NOT NULL,
            detail TEXT NOT NULL,
            PRIMARY KEY (replica, sequence)
        ) STRICT, WITHOUT ROWID;

        -- What stands in two places (level A2), by the parent's word.
        CREATE TABLE _durable (
            replica INTEGER NOT NULL,
            reach INTEGER NOT NULL,
            up_to INTEGER NOT NULL,
            PRIMARY KEY (replica, reach)
        ) STRICT, WITHOUT ROWID;

        -- The signed bytes of the newest acknowledgements.
        CREATE TABLE _envelope (
            number INTEGER PRIMARY KEY,
            node BLOB NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;

        -- Signed frames of the parent, to be handed back if it is restored from a backup.
        CREATE TABLE _frame (
            number INTEGER PRIMARY KEY,
            node BLOB NOT NULL,
            position INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX _frame_position ON _frame (node, position);

        -- Proofs that both ends of a link held the same.
        CREATE TABLE _receipt (
            number INTEGER PRIMARY KEY,
            node BLOB NOT NULL,
            count INTEGER NOT NULL,
            sum BLOB NOT NULL,
            held INTEGER NOT NULL,
            head_replica BLOB NOT NULL,
            head_sequence INTEGER NOT NULL,
            head_chain BLOB NOT NULL,
            position INTEGER NOT NULL,
            time INTEGER NOT NULL,
            own_envelope BLOB NOT NULL,
            their_envelope BLOB NOT NULL
        ) STRICT;
        CREATE INDEX _receipt_node ON _receipt (node, number);

        -- One-time invitations; of the code only a hash is kept.
        CREATE TABLE _invitation (
            slot BLOB PRIMARY KEY,
            office TEXT NOT NULL,
            name TEXT NOT NULL,
            code_hash BLOB NOT NULL,
            expires INTEGER NOT NULL,
            used_by BLOB,
            tries INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- What could not be merged, kept whole with its reason.
        CREATE TABLE _quarantine (
            case_id BLOB PRIMARY KEY,
            node BLOB NOT NULL,               -- over whose link it came
            replica BLOB,
            sequence INTEGER,
            facet BLOB,
            standing INTEGER NOT NULL,        -- 1 held, 2 refused, 0 admitted
            code INTEGER NOT NULL,
            detail TEXT NOT NULL,
            body BLOB NOT NULL,
            at INTEGER NOT NULL,
            decision TEXT,
            decided_by TEXT
        ) STRICT;
        CREATE INDEX _quarantine_name ON _quarantine (replica, sequence);
        CREATE INDEX _quarantine_node ON _quarantine (node) WHERE standing = 1;

        -- How far the last verified backup has every incarnation (level A2).
        CREATE TABLE _backed_up (
            replica BLOB PRIMARY KEY,
            up_to INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Verified backups.
        CREATE TABLE _backup (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,              -- Unix milliseconds by this machine's clock
            path TEXT NOT NULL
        ) STRICT;

        -- Own changes that a fork cut off, until they are written again.
        CREATE TABLE _aside (
            number INTEGER PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT;

        -- Writes that were written again after a fork: the names that they had before.
        CREATE TABLE _rewritten (
            facet BLOB NOT NULL,
            replica BLOB NOT NULL,
            counter INTEGER NOT NULL,
            old_replica BLOB NOT NULL,
            old_counter INTEGER NOT NULL,
            PRIMARY KEY (facet, replica, counter)
        ) STRICT, WITHOUT ROWID;

        -- Who did what: logins, exports, decisions. Only ever added to; each line is chained.
        CREATE TABLE _audit (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,              -- Unix milliseconds by this machine's clock
            user TEXT NOT NULL,
            act TEXT NOT NULL,
            object TEXT NOT NULL,
            outcome TEXT NOT NULL,
            detail TEXT NOT NULL,
            chain BLOB NOT NULL
        ) STRICT;

        """
}
