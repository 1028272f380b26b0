package import SQLite

/// The schema of a replica and the steps that led to it.
///
/// A step is never changed once a replica somewhere has taken it; the next one is added. The typed
/// tables are no part of it: they are made anew from the records whenever the programme changes.
package enum Schema {
    /// The mark of our databases: `HSRP`.
    static let applicationID: Int32 = 0x4853_5250

    /// The steps so far.
    package static let migrations: [Migration] = [
        Migration(1, sql: EngineSchema.sql + LinkSchema.sql)
    ]

    /// The plan by which a replica is opened.
    package static let plan = MigrationPlan(applicationID: applicationID, migrations)

    /// The plan of a program that knows further steps; for tests of upgrades.
    package static func plan(adding further: [Migration]) -> MigrationPlan {
        MigrationPlan(applicationID: applicationID, migrations + further)
    }
}
