import GRDB
import Storage
import Vault

/// Tells that a provider's key is known already under another name, by keyed digests; nothing is opened for it.
package enum KeyDigests {
    /// The digest of a provider's key.
    ///
    /// - Parameter pepper: The token pepper, of which a key for these digests alone is derived.
    /// - Throws: `.vault`.
    package static func digest(
        of secret: Secret, pepper: Secret
    ) throws(KeyringFault) -> [UInt8] {
        do throws(VaultFault) {
            var derived = Digest.hmacSHA256(key: pepper, Array("bursar/provider-key/v1".utf8))
            return Digest.hmacSHA256(key: try Secret(moving: &derived), secret)
        } catch {
            throw KeyringFault(error, while: "Comparing keys")
        }
    }

    /// Notes the digest of a key's newest version.
    ///
    /// - Parameter id: The key's.
    /// - Returns: The ids of other keys in use that have the same secret, in order of age.
    package static func note(
        _ digest: [UInt8], of id: String, in database: Database
    ) throws -> [String] {
        try database.execute(
            sql: """
                UPDATE key_version SET digest = ?
                WHERE number = (
                    SELECT MAX(key_version.number)
                    FROM key_version
                    JOIN upstream_key ON upstream_key.number = key_version.key
                    WHERE upstream_key.id = ?
                )
                """, arguments: [digest.data, id])
        return try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT upstream_key.id
                FROM key_version
                JOIN upstream_key ON upstream_key.number = key_version.key
                WHERE key_version.digest = ? AND key_version.state = 'active'
                  AND upstream_key.id <> ? AND upstream_key.state <> 'revoked'
                ORDER BY upstream_key.number
                """, arguments: [digest.data, id])
    }
}
