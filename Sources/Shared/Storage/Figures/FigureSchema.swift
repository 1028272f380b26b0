internal import Programme

/// The tables in which figures are kept: what each record adds, and the sums of it.
///
/// They are made anew with the typed tables, whose rows they stand on.
enum FigureSchema {
    /// The statements, with the edition of the figures: another one is another schema.
    static let sql = """
        -- What each record adds to each figure; days count from 1970-01-01. Edition \(Contributions.edition).
        CREATE TABLE figure_part (
            record BLOB NOT NULL,
            figure INTEGER NOT NULL,
            day INTEGER NOT NULL,             -- the day that it belongs to
            since INTEGER NOT NULL,           -- the day from which on it counts
            home TEXT NOT NULL,
            batch INTEGER NOT NULL,           -- of the county; 0 if it belongs to none
            value INTEGER NOT NULL,           -- fen, or a count
            PRIMARY KEY (record, figure, day, since)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX figure_part_by_day ON figure_part (figure, day);
        CREATE INDEX figure_part_late ON figure_part (figure, since) WHERE since > day;

        -- The sums by division, with all that lies within it, and month (12 times the year + 0…11).
        CREATE TABLE figure_total (
            figure INTEGER NOT NULL,
            tier INTEGER NOT NULL,
            division TEXT NOT NULL,
            month INTEGER NOT NULL,
            batch INTEGER NOT NULL,           -- 0 above the county, too
            value INTEGER NOT NULL,
            PRIMARY KEY (figure, tier, division, month, batch)
        ) STRICT, WITHOUT ROWID;

        """
}
