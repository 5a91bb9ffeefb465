import Administration
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// The operator's socket: HTTP over a UNIX socket that only its owner can open.
///
/// `POST /admin/v1/<use case>` with the body `AdminDesk` reads. Until a desk is there, and again while the server
/// drains, it answers 503. A web page can't reach a UNIX socket; what looks like one is refused all the same.
package struct AdminListener: Service {
    /// The longest body: arguments, and the name of a pipe with a secret.
    package static let bodyBytesMax = 40 << 20

    private let path: String
    private let logger: Logger
    private let desk: AdminDeskSlot
    private let whenListening: @Sendable () async -> Void

    /// - Parameters:
    ///   - path: The socket's path; a stale file is replaced, so the data directory's lock must be held.
    ///   - desk: Where the desk will be put once the house is ready.
    ///   - logger: Hears of refusals.
    ///   - whenListening: Called once, when the socket is open and closed to others.
    package init(
        at path: String, desk: AdminDeskSlot, logger: Logger,
        whenListening: @escaping @Sendable () async -> Void
    ) {
        self.path = path
        self.desk = desk
        self.logger = logger
        self.whenListening = whenListening
    }

    /// Serves until graceful shutdown or cancellation.
    package func run() async throws {
        let responder = CallbackResponder { (request: Request, context: AdminContext) in
            await respond(to: request, context: context)
        }
        // Of the framework's own words none is news: what is refused or done is told here.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path), backlog: 64),
            onServerRunning: { _ in
                AdminSocketFile.closeToOthers(path, logger: logger)
                await whenListening()
            },
            logger: quiet)
        try await application.run()
    }

    private func respond(to request: Request, context: AdminContext) async -> Response {
        do throws(AdministrationFault) {
            try AdminCaller.check(request.head)
            guard await AdminCaller.isOwner(of: context.channel) else {
                throw AdministrationFault(
                    .forbidden, "Only the user who runs the server may use its socket.")
            }
            let reply = try await reply(to: request)
            return Self.response(reply)
        } catch {
            // A command that comes while the house starts is no news.
            let level: Logger.Level = error.code == .unreachable ? .debug : .warning
            logger.log(
                level: level, "refused on the operator's socket",
                metadata: ["code": .string(error.code.rawValue)])
            return Self.response(AdminDesk.refusal(error))
        }
    }

    private func reply(to request: Request) async throws(AdministrationFault) -> AdminDesk.Reply {
        let prefix = "/admin/v1/"
        guard request.method == .post, request.uri.path.hasPrefix(prefix) else {
            throw AdministrationFault(.notFound, "Only POST /admin/v1/<use case> is answered here.")
        }
        guard let desk = desk.current else {
            throw AdministrationFault(
                .unreachable, "The server is starting or stopping; try again in a moment.")
        }
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: Self.bodyBytesMax) } catch {
            throw AdministrationFault(
                .invalid, "The request is longer than \(Self.bodyBytesMax) bytes or was cut.")
        }
        let name = String(request.uri.path.dropFirst(prefix.count))
        let reply = await desk.reply(to: name, body: Array(body.readableBytesView))
        logger.info(
            "operator",
            metadata: ["use_case": .string(name), "status": .stringConvertible(reply.status)])
        return reply
    }

    private static func response(_ reply: AdminDesk.Reply) -> Response {
        Response(
            status: HTTPResponse.Status(code: reply.status),
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
}

/// Where a server's desk is, once there is one.
package final class AdminDeskSlot: Sendable {
    private let desk = Mutex<AdminDesk?>(nil)

    package init() {}

    /// The desk; `nil` while the house is starting or stopping.
    package var current: AdminDesk? { desk.withLock { $0 } }

    /// Opens or closes the desk.
    package func put(_ new: AdminDesk?) { desk.withLock { $0 = new } }
}

/// What Hummingbird hands to the responder: the connection itself, to ask who is at its other end.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
