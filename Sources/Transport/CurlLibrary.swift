import CCurl
import Glibc

/// libcurl's global state: set up once, before the first handle.
enum CurlLibrary {
    /// Environment variables taken away before libcurl and OpenSSL could read them.
    ///
    /// Proxies come only from an upstream's own setting; TLS secrets are logged nowhere; the
    /// certificates trusted are the system's bundle that libcurl was built with, or the one named
    /// by `Transport.init`, never one named by the environment; host names aren't aliased.
    /// `OPENSSL_CONF` is left alone: systems in FIPS mode need it.
    static let unwantedVariables = [
        "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
        "no_proxy", "NO_PROXY", "ftp_proxy", "FTP_PROXY", "SSLKEYLOGFILE", "CURL_CA_BUNDLE",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_SSL_BACKEND", "NETRC", "HOSTALIASES", "LOCALDOMAIN",
    ]

    /// Readies the library; later calls return the first one's outcome.
    ///
    /// - Throws: `.other` with libcurl's code.
    static func prepare() throws(TransportFault) {
        guard outcome == CURLE_OK else {
            throw TransportFault(.other, curlCode: Int32(bitPattern: outcome.rawValue))
        }
    }

    private static let outcome: CURLcode = {
        for name in unwantedVariables { unsafe unsetenv(name) }
        return ccurl_global_init_wiping()
    }()
}
