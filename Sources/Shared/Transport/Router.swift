/// One path and method that a listener answers.
public struct Route: Sendable {
    /// Answers a request whose body is complete.
    public typealias Handler = @Sendable (Request) -> Response

    /// Judges a request by its head, before its body is read; an answer refuses it.
    public typealias Admission = @Sendable (Request) -> Response?

    /// What is wanted.
    let method: HTTPMethod

    /// The path as sent.
    let path: String

    /// The longest body in bytes; nil for the listener's limit.
    let bodyBytesMax: Int?

    /// Who judges the head, if anybody.
    let admit: Admission?

    /// Who answers.
    let handler: Handler

    /// A route.
    ///
    /// - Parameters:
    ///   - method: GET also answers HEAD.
    ///   - path: compared byte by byte with the path as sent.
    ///   - bodyBytesMax: longest body in bytes; nil for the listener's limit.
    ///   - admit: for what can be refused without reading the body: unknown key, wrong signature.
    ///   - handler: may block; runs on one of the handler threads.
    public init(
        _ method: HTTPMethod, _ path: String, bodyBytesMax: Int? = nil, admit: Admission? = nil,
        handler: @escaping Handler
    ) {
        precondition(path.hasPrefix("/"), "A path begins with a slash.")
        self.method = method
        self.path = path
        self.bodyBytesMax = bodyBytesMax
        self.admit = admit
        self.handler = handler
    }
}

/// The paths of a listener.
public struct Router: Sendable {
    /// What is found for a request.
    enum Match {
        /// Who answers.
        case route(Route)
        /// Nobody has this path.
        case unknownPath
        /// The path is known with other methods.
        case unknownMethod(allowed: String)
    }

    private let routes: [String: [HTTPMethod: Route]]

    /// A table of routes; two for the same path and method are a mistake of the program.
    public init(_ routes: [Route]) {
        var table: [String: [HTTPMethod: Route]] = [:]
        for route in routes {
            let former = table[route.path, default: [:]].updateValue(route, forKey: route.method)
            precondition(former == nil, "A path has one handler for a method.")
        }
        self.routes = table
    }

    /// Finds who answers.
    func match(_ method: HTTPMethod, _ path: String) -> Match {
        guard let methods = routes[path] else { return .unknownPath }
        if let route = methods[method] { return .route(route) }
        if method == .head, let route = methods[.get] { return .route(route) }
        var allowed = Set(methods.keys)
        if allowed.contains(.get) { allowed.insert(.head) }
        return .unknownMethod(allowed: allowed.map(\.rawValue).sorted().joined(separator: ", "))
    }
}
