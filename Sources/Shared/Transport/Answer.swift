internal import CMicroHTTPD
internal import Foundation

/// An answer in the hands of the HTTP library.
///
/// The body of a long or growing answer is taken piece by piece, when the client has taken the
/// piece before; that is how the watchdog sees a client that reads too slowly.
struct Answer {
    /// Bodies up to this length are copied at once.
    private static let copiedBytesMax = 16 * 1_024

    /// Bytes of one piece.
    private static let pieceBytes = 32 * 1_024

    /// Where a body that is taken piece by piece comes from.
    private final class Source {
        enum Kind {
            case bytes([UInt8])
            case stream(ResponseStream)
        }

        let kind: Kind
        let service: Service
        let connection: Connection
        let descriptor: Int32
        let began: UInt64

        init(_ kind: Kind, _ service: Service, _ connection: Connection, _ descriptor: Int32) {
            self.kind = kind
            self.service = service
            self.connection = connection
            self.descriptor = descriptor
            began = service.watchdog.look
        }

        /// Fills the buffer from position `sent` on; the count, or what the library calls the end.
        func take(from sent: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
            switch kind {
            case .bytes(let bytes):
                let piece = bytes[sent..<min(bytes.count, sent + buffer.count)]
                service.sending(descriptor, bytes: piece.count, began: began)
                buffer.copyBytes(from: piece)
                return piece.count
            case .stream(let stream):
                let piece = stream.next(into: buffer) {
                    service.thinking(descriptor)
                    return service.suspensions.suspend(connection)
                }
                switch piece {
                case .bytes(let count):
                    service.sending(descriptor, bytes: count, began: nil)
                    return count
                case .later: return 0
                case .end: return Self.endOfStream
                case .broken: return Self.endWithError
                }
            }
        }

        // MHD_CONTENT_READER_END_OF_STREAM and …_END_WITH_ERROR, macros with a cast.
        private static let endOfStream = -1
        private static let endWithError = -2
    }

    /// Queues an answer on its connection; false if the library refuses it.
    static func queue(
        _ response: Response, _ stream: ResponseStream?, on connection: Connection,
        descriptor: Int32, service: Service
    ) -> Bool {
        let source: OpaquePointer?
        if let stream {
            source = pieces(.stream(stream), .max, service, connection, descriptor)
        } else if case .bytes(let bytes) = response.body, bytes.count > copiedBytesMax {
            source = pieces(.bytes(bytes), UInt64(bytes.count), service, connection, descriptor)
        } else {
            source = copied(response.body, service, descriptor)
        }
        guard let answer = source else { return false }
        defer { MHD_destroy_response(answer) }
        for field in response.headers {
            guard field.isSendable,
                MHD_add_response_header(answer, field.name, field.value) == .YES
            else { return false }
        }
        return MHD_queue_response(connection.pointer, UInt32(response.status), answer) == .YES
    }

    private static func copied(
        _ body: Response.Body, _ service: Service, _ descriptor: Int32
    ) -> OpaquePointer? {
        var bytes: [UInt8] = []
        if case .bytes(let given) = body { bytes = given }
        service.sending(descriptor, bytes: bytes.count, began: nil)
        return bytes.withUnsafeMutableBytes {
            MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
        }
    }

    private static func pieces(
        _ kind: Source.Kind, _ length: UInt64, _ service: Service, _ connection: Connection,
        _ descriptor: Int32
    ) -> OpaquePointer? {
        service.sending(descriptor, bytes: 0, began: nil)
        let source = Unmanaged.passRetained(Source(kind, service, connection, descriptor))
        let answer = MHD_create_response_from_callback(
            length, pieceBytes,
            { raw, position, buffer, count in
                guard let raw, let buffer else { return -2 }
                let source = Unmanaged<Source>.fromOpaque(raw).takeUnretainedValue()
                let room = UnsafeMutableRawBufferPointer(start: buffer, count: count)
                return source.take(from: Int(position), into: room)
            }, source.toOpaque(),
            { raw in
                guard let raw else { return }
                Unmanaged<Source>.fromOpaque(raw).release()
            })
        if answer == nil { source.release() }
        return answer
    }
}
