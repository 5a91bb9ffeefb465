import Clients
import GRDB
import Gateway
import Keyring
import Pricing
import Vocabulary

/// Looks at clients, upstreams, keys, models and prices: can a call succeed, and what is risky?
struct DirectoryInspection: Sendable {
    let now: Timestamp

    /// In the order in which somebody would set things up.
    func findings(in database: Database) throws -> [Diagnose.Finding] {
        let upstreams = try UpstreamStore.list(in: database)
        let keys = try KeyStore.list(in: database)
        let models = try ModelStore.list(in: database)
        let tokens = try TokenStore.list(in: database)
        var findings =
            upstreams.isEmpty
            ? [
                Diagnose.Finding(
                    .missing, "upstreams", "none", "Add one: bursar upstream add openai.")
            ] : []
        for upstream in upstreams { findings += inspect(upstream, keys: keys) }
        if models.isEmpty {
            findings.append(
                Diagnose.Finding(
                    .missing, "models", "none", "Add one: bursar model add 'gpt-*' --to openai."))
        }
        findings += try prices(models, in: database)
        findings += clients(try ClientStore.list(in: database), tokens)
        return findings
    }

    private func inspect(_ upstream: Upstream, keys: [UpstreamKey]) -> [Diagnose.Finding] {
        let subject = "upstream \(upstream.name)"
        let ever = keys.filter { $0.upstream == upstream.number }
        let own = ever.filter { $0.state != .revoked }
        let usable = own.filter { key in
            key.state != .disabled && key.expiresAt.map { $0 > now } ?? true
        }
        var findings: [Diagnose.Finding] = []
        // A server on this host that once was given a key isn't called without one.
        if usable.isEmpty, !upstream.mayGoWithoutKey || !ever.isEmpty {
            findings.append(
                Diagnose.Finding(
                    .missing, subject,
                    ever.isEmpty
                        ? "has no key" : "has no key that may be used, so calls are refused",
                    "Add one: bursar key add \(upstream.name) < file-with-the-key."))
        } else {
            findings.append(
                Diagnose.Finding(.ok, subject, "keys: \(usable.count), \(upstream.url)"))
        }
        if upstream.mayBeHTTP, !upstream.isOnDevice {
            findings.append(
                Diagnose.Finding(
                    .risk, subject, "may be called without TLS; its key can be read on the way",
                    "Use https, or --on-device for a server on this host."))
        }
        return findings
    }

    private func prices(_ models: [ModelRecord], in database: Database) throws -> [Diagnose.Finding]
    {
        let directory = try Directory(reading: database)
        let book = directory.prices
        let prices = try PriceStore.current(in: database)
        var findings: [Diagnose.Finding] = []
        for model in models {
            for target in model.targets {
                let name = target.model ?? model.glob.pattern
                let isGlob = name.contains("*") || name.contains("?")
                // A glob's models aren't known; any price whose glob overlaps by its beginning may be meant.
                let provider = directory.upstreams.upstreams[target.upstream].flatMap(
                    PriceProvider.of)
                let isPriced =
                    isGlob
                    ? prices.contains {
                        overlaps($0.glob.pattern, name)
                            && $0.holds(at: target.upstream, of: provider)
                    }
                    : book.price(model: name, upstream: target.upstream, at: now) != nil
                guard !isPriced else { continue }
                findings.append(
                    Diagnose.Finding(
                        .missing, "model \(model.glob)",
                        "has no price at \(target.upstreamName), so its calls are refused",
                        "Set one: bursar price set '\(name)' --input USD --output USD, or --free."))
            }
        }
        return findings
    }

    private func overlaps(_ left: String, _ right: String) -> Bool {
        let left = left.prefix { $0 != "*" && $0 != "?" }
        let right = right.prefix { $0 != "*" && $0 != "?" }
        return left.hasPrefix(right) || right.hasPrefix(left)
    }

    private func clients(_ clients: [Client], _ tokens: [Token]) -> [Diagnose.Finding] {
        guard !clients.isEmpty else {
            return [
                Diagnose.Finding(.missing, "clients", "none", "Add one: bursar client add NAME.")
            ]
        }
        let usable = tokens.filter { $0.state(at: now) == .active }
        guard !usable.isEmpty else {
            return [
                Diagnose.Finding(
                    .missing, "tokens", "none may be used",
                    "Issue one: bursar token issue \(clients[0].name).")
            ]
        }
        var findings = [
            Diagnose.Finding(.ok, "clients", "clients: \(clients.count), tokens: \(usable.count)")
        ]
        let endless = usable.count { $0.expiresAt == nil }
        if endless > 0 {
            findings.append(
                Diagnose.Finding(
                    .risk, "tokens", "\(endless) never expire",
                    "Issue tokens with --expires 90d and replace them in time."))
        }
        return findings
    }
}
