/// The tables of cases on merged records.
enum CaseSchema {
    /// The statements, in order.
    static let sql = """
        -- Checks that did not pass on a merged record; what follows from it waits for a person.
        CREATE TABLE hold (
            record BLOB NOT NULL,
            check_number INTEGER NOT NULL,    -- 4 is CK-04
            other BLOB,                       -- the other record that it is about
            since INTEGER NOT NULL            -- Unix milliseconds by this machine's clock
        ) STRICT;
        CREATE INDEX hold_record ON hold (record);

        -- How far the last verified backup has every incarnation (level A2).
        CREATE TABLE backed_up (
            replica BLOB PRIMARY KEY,
            up_to INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
