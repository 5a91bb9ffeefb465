import Clients
import GRDB
import Keyring
import Ledger
import Pricing
import Vault
import Vocabulary

/// What is set up, what is risky, what is missing.
package struct Diagnose: UseCase {
    package static let name = "doctor"
    /// A text that must not be found in any file of the data directory.
    package let canary: String?

    package init(canary: String? = nil) { self.canary = canary }

    /// `{"ok","findings":[{"level","subject","finding","advice"}]}`; `ok` unless something is wrong or missing.
    package struct Answer: Codable, Sendable {
        package let ok: Bool
        package let findings: [Finding]
    }

    /// One thing that was looked at.
    package struct Finding: Codable, Sendable {
        /// `ok`, `risk` or `missing`.
        package let level: Level
        package let subject: String
        package let finding: String
        /// The way out; `nil` when all is well.
        package let advice: String?

        init(_ level: Level, _ subject: String, _ finding: String, _ advice: String? = nil) {
            self.level = level
            self.subject = subject
            self.finding = finding
            self.advice = advice
        }
    }

    /// How bad it is.
    package enum Level: String, Codable, Sendable {
        /// All is well.
        case ok
        /// It works, but somebody should decide.
        case risk
        /// Calls won't work until something is set up.
        case missing
        /// A promise is broken: keys can't be opened, books differ, a secret is on disk.
        case wrong
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        var findings = process(office.facts)
        findings += PlacesInspection(dataDirectory: office.facts.dataDirectory).findings
        findings += await RootKeyInspection(office: office).findings()
        findings += try await office.read { database in
            try DirectoryInspection(now: now).findings(in: database)
        }
        // without the root key nothing can be compared, which is said already
        let keys = try? await office.keys()
        findings += try await office.read { database in
            try KeyInspection(now: now, keys: keys).findings(in: database)
        }
        findings += try await books(office)
        if let canary {
            findings.append(try CanarySearch(canary, in: office.facts.dataDirectory).finding)
        }
        return Answer(
            ok: !findings.contains { $0.level == .missing || $0.level == .wrong },
            findings: findings)
    }

    private func process(_ facts: OfficeFacts) -> [Finding] {
        var findings: [Finding] = []
        if let listen = facts.listen {
            findings.append(Finding(.ok, "server", "runs on \(listen), version \(facts.version)"))
            let isLocal =
                listen.hasPrefix("127.") || listen.hasPrefix("[::1]")
                || listen.hasPrefix("localhost")
            if !isLocal, !facts.hasTLS {
                findings.append(
                    Finding(
                        .risk, "listener",
                        "takes plain HTTP from other machines; tokens can be read on the way",
                        "Give --tls-cert and --tls-key, or put a TLS proxy before it."))
            }
        } else {
            findings.append(
                Finding(.risk, "server", "is not running", "Start it with bursar serve."))
        }
        findings.append(
            facts.isMemoryLocked
                ? Finding(.ok, "memory", "for secrets is locked")
                : Finding(
                    .risk, "memory", "for secrets can be swapped to disk",
                    "Raise the limit of locked memory (LimitMEMLOCK, ulimit -l) to 64 KiB or more.")
        )
        return findings
    }

    private func books(_ office: Office) async throws(AdministrationFault) -> [Finding] {
        let books = try await CheckBooks().perform(in: office)
        guard let problem = books.problems.first else {
            return [Finding(.ok, "books", "balance over \(books.entries) entries")]
        }
        return [
            Finding(
                .wrong, "books", "\(books.problems.count) sums differ, first: \(problem)",
                "See all with bursar ledger books, and keep a copy of the data directory.")
        ]
    }
}
