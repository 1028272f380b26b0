/// The questions that one replica may ask of another: the last part of an address under HTTP.
///
/// The same bytes travel whatever carries them, so nothing here knows of HTTP.
public enum Question: String, CaseIterable, Sendable {
    /// Greeting and hello: who are you, what do you have?
    case hello
    /// Signed changes going up.
    case push
    /// Changes and states going down.
    case pull
    /// The comparison of what both hold.
    case digest
    /// What both lack of a few records.
    case repair
    /// Signed changes of an earlier incarnation, for a server that was restored.
    case reclaim
    /// Frames that the server had signed itself, for a server that was restored.
    case handback
    /// A one-time invitation against a credential.
    case enrollments
}
