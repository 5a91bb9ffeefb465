import Administration
import FoundationEssentials
import Glibc
import HTTPTypes
import Logging
import NIOCore

/// Who may speak on the operator's socket.
enum AdminCaller {
    /// Refuses what a browser sends: an origin, fetch metadata, a host that isn't this one.
    static func check(_ head: HTTPRequest) throws(AdministrationFault) {
        let isFromPage =
            head.headerFields[.origin] != nil
            || HTTPField.Name("Sec-Fetch-Site").map { head.headerFields[$0] != nil } ?? false
        let host = head.authority?.split(separator: ":").first.map(String.init) ?? ""
        guard !isFromPage, ["localhost", "127.0.0.1", "bursar"].contains(host) else {
            throw AdministrationFault(
                .forbidden, "The operator's socket answers the bursar command only.")
        }
    }

    /// Is the process at the other end of this user, or of root? `SO_PEERCRED` of unix(7).
    static func isOwner(of channel: any Channel) async -> Bool {
        guard let socket = channel as? any SocketOptionProvider,
            // a socket that won't tell is not let in
            let peer = try? await credentials(socket).get()
        else { return false }
        return peer.user == geteuid() || peer.user == 0
    }

    /// `struct ucred`, which the C library shows to GNU sources only; same fields, same layout.
    private struct PeerCredentials: Sendable {
        let process: pid_t
        let user: uid_t
        let group: gid_t
    }

    private static func credentials(_ socket: any SocketOptionProvider) -> EventLoopFuture<
        PeerCredentials
    > {
        socket.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    }
}

/// The socket's file.
enum AdminSocketFile {
    /// Sets mode 0600; the data directory (0700) has kept others out since before the socket was made.
    static func closeToOthers(_ path: String, logger: Logger) {
        do {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            logger.warning(
                "the mode of the operator's socket can't be set", metadata: ["path": "\(path)"])
        }
    }
}
