internal import CMicroHTTPD

/// A connection of the HTTP library, as the rest of this room knows it.
///
/// Unchecked, because the pointer is only handed back to the library, by the network thread of the
/// connection or, through ``Suspensions``, by whoever works for it while it is suspended; it is
/// valid as long as either is the case.
struct Connection: @unchecked Sendable, Hashable {
    /// What the library calls it.
    let pointer: OpaquePointer

    /// The descriptor of its socket.
    var descriptor: Int32 { transport_descriptor(pointer) }

    /// Takes it from its network thread; see ``Suspensions``.
    func suspend() { MHD_suspend_connection(pointer) }

    /// Gives it back to its network thread.
    func resume() { MHD_resume_connection(pointer) }
}
