public import Sync
internal import Wire

/// An endpoint under addresses: `POST /v1/<question>`.
public enum SyncRoutes {
    /// The routes of an endpoint; the bodies of pushes and hand-backs may be large, others not.
    public static func routes(_ endpoint: Endpoint) -> [Route] {
        Question.allCases.map { question in
            Route(.post, "/v1/\(question.rawValue)", bodyBytesMax: bodyBytesMax(question)) {
                request in
                response(endpoint.answer(question, request.body))
            }
        } + [Route(.get, "/healthz") { _ in .text(200, "ok") }]
    }

    private static func bodyBytesMax(_ question: Question) -> Int {
        switch question {
        case .push, .handback, .repair, .digest: Limits.packedBytesMax
        case .hello, .pull, .reclaim, .enrollments: Limits.briefBytesMax
        }
    }

    private static func response(_ answer: Endpoint.Answer) -> Response {
        var headers = [HeaderField("Content-Type", RemotePeer.mediaType)]
        if answer.retryAfterSeconds > 0 {
            headers.append(HeaderField("Retry-After", "\(answer.retryAfterSeconds)"))
        }
        return Response(answer.refusal.map(status) ?? 200, headers, body: answer.bytes)
    }

    /// The status number of a refusal (`protocol.md`, HTTP).
    private static func status(_ code: RefusalCode) -> Int {
        switch code {
        case .malformed, .version, .bundleDamaged, .bundleRecipient, .bundleRepeated: 400
        case .unknownNode, .unauthentic, .replayed, .sessionEnded: 401
        case .world, .outOfScope, .revoked, .wrongRecipient, .invitationUnknown, .invitationUsed,
            .invitationExpired, .invitationTries:
            403
        case .gap, .forked: 409
        case .tooLarge: 413
        case .diskFull: 507
        case .busy, .stopping, .recovering, .newerDatabase: 503
        case .internalFault: 500
        }
    }
}
