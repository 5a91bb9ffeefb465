import Clients
import GRDB
import Keyring
import Ledger
import Policy
import Pricing
import Vocabulary

extension CallExplanation {
    /// Gathers it from the ledger, the directory as it was, and the price book.
    init(_ record: CallRecord, in database: Database) throws {
        let known = try TokenStore.find(id: record.token, in: database)
        call = record.id.description
        client = record.client
        token = record.token
        tokenName = known?.name
        model = record.model
        dialect = record.dialect
        endpoint = record.endpoint
        beganAt = record.began.text
        outcome = record.outcome
        code = record.code
        status = record.status
        rules = try Self.rules(record, token: known, in: database)
        attempts = try record.attempts.map { try Attempt($0, of: record, in: database) }
        let entry = CallEntry(record)
        adjustments = entry.adjustments
        netUSD = entry.netUSD
        costUSD = record.cost?.dollars
        costNanoUSD = record.cost?.nanoUSD
    }

    private static func rules(
        _ record: CallRecord, token: Token?, in database: Database
    ) throws -> [Rule] {
        var rules = [
            Rule(rule: "token", reason: "Token \(record.token) belongs to client \(record.client).")
        ]
        if let models = token?.scopes.models {
            let list = models.map(\.pattern).joined(separator: ", ")
            rules.append(Rule(rule: "token.models", reason: "The token may ask for \(list)."))
        }
        if let endpoints = token?.scopes.endpoints {
            let list = endpoints.map(\.rawValue).joined(separator: ", ")
            rules.append(Rule(rule: "token.endpoints", reason: "The token may call \(list)."))
        }
        if let rule = record.rule {
            rules.append(Rule(rule: rule, reason: record.reason ?? ""))
        }
        for (side, findings) in [
            ("request", record.findings), ("answer", record.replyFindings),
        ] {
            for item in findings?.items ?? [] {
                rules.append(
                    Rule(
                        rule: "redaction.\(item.detector)",
                        reason: "Found \(item.count) times in the \(side): \(item.action)."))
            }
            for note in findings?.notes ?? [] {
                rules.append(Rule(rule: "redaction.note", reason: "In the \(side): \(note)."))
            }
        }
        if let route = try RouteHistory.route(of: record.model, at: record.began, in: database) {
            rules.append(Rule(rule: "model", reason: route))
        } else {
            rules.append(
                Rule(rule: "model", reason: "No model fitted “\(record.model)” at that time."))
        }
        if let code = record.code {
            let status = record.status.map { " with HTTP \($0)" } ?? ""
            rules.append(
                Rule(
                    rule: code,
                    reason:
                        "The call ended as \(record.outcome ?? "open")\(status) because of \(code)."
                ))
        }
        return rules
    }
}

extension CallExplanation.Attempt {
    fileprivate init(
        _ attempt: AttemptRecord, of call: CallRecord, in database: Database
    ) throws {
        var entry = try attempt.price.flatMap {
            try PriceStore.find(number: $0, in: database)?.price
        }
        entry?.factor = try attempt.factor.flatMap {
            try FactorStore.find(number: $0, in: database)
        }
        // Where images or searches had no rate, the others were charged.
        var charged = attempt.usage
        if attempt.code == "unpriced_meter" { (charged.images, charged.searches) = (0, 0) }
        let steps =
            try entry?.arithmetic(of: charged, tier: attempt.tierServed, at: call.began) ?? []
        let again = try entry?.cost(of: charged, tier: attempt.tierServed, at: call.began)
        condition =
            entry?.cases.isEmpty == false
            ? entry?.rateCase(for: attempt.usage, tier: attempt.tierServed, at: call.began)?
                .condition ?? "usual"
            : nil
        factor = entry?.factor?.text
        let sum = steps.reduce(Int128(0)) { $0 + $1.scaled }
        ordinal = attempt.ordinal
        upstream = attempt.upstream
        key = attempt.key
        keyName = attempt.keyName
        keyVersion = attempt.keyVersion
        modelSent = attempt.modelSent
        modelServed = attempt.modelServed
        outcome = attempt.outcome
        usageSource = attempt.usageSource
        price = try entry.map { try PriceEntry($0, in: database) }
        lines = steps.map { step in
            CallExplanation.Line(
                meter: step.meter.rawValue, units: step.units,
                usdPerMillion: step.rate.dollarsPerMillion,
                rateOf: step.rateOf.rawValue, productUSD: step.productDollars, text: step.text)
        }
        sumUSD = Self.dollars(sum)
        costUSD = attempt.cost?.dollars
        costNanoUSD = attempt.cost?.nanoUSD
        holdUSD = attempt.hold.dollars
        let isAbandoned = attempt.outcome == "abandoned"
        agrees = attempt.cost.map {
            isAbandoned || $0 == again ?? .zero
        }
        note = Self.note(attempt, isAbandoned: isAbandoned)
    }

    private static func note(_ attempt: AttemptRecord, isAbandoned: Bool) -> String? {
        if isAbandoned { return "Bursar died during this try; it is charged at its hold." }
        if attempt.outcome == nil { return "The try is under way; its hold counts until it ends." }
        if attempt.code == "unpriced_meter" {
            return "Images or searches have no rate, so they aren't charged."
        }
        if attempt.code == "unpriced_tier" {
            return
                "The tier that served has no rates in the price book; the usual ones were charged."
        }
        if attempt.isOverHold { return "It cost more than was held for it; all of it is booked." }
        if attempt.usageSource == UsageSource.estimated.rawValue {
            return "The provider reported no usage; Bursar counted what it saw."
        }
        return nil
    }

    /// Nano-dollars times one million as dollars, exactly.
    private static func dollars(_ scaled: Int128) -> String {
        var digits = String(scaled)
        if digits.utf8.count <= 15 {
            digits = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        var fraction = digits.suffix(15)
        while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
        return digits.dropLast(15) + "." + fraction
    }
}

/// Which model entry a name fell under at some time, from the directory's history.
private enum RouteHistory {
    /// One sentence; `nil` when no model fitted.
    static func route(of model: String, at moment: Timestamp, in database: Database) throws
        -> String?
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT model.number, model.glob
                FROM model
                WHERE model.created_at_ms <= ?1 AND (model.ended_at_ms IS NULL OR model.ended_at_ms > ?1)
                """,
            arguments: [moment.milliseconds])
        let fitting = rows.compactMap { row -> (number: Int64, glob: Glob)? in
            guard let glob = Glob(row["glob"] as String), glob.matches(model) else { return nil }
            return (row["number"], glob)
        }
        guard let best = fitting.max(by: { $0.glob.specificity < $1.glob.specificity }) else {
            return nil
        }
        let targets = try String.fetchAll(
            database,
            sql: """
                SELECT upstream.name || IFNULL('/' || model_target.upstream_model, '') || ':' || model_target.weight
                FROM model_target
                JOIN upstream ON upstream.number = model_target.upstream
                WHERE model_target.model = ?
                ORDER BY model_target.level, model_target.position
                """,
            arguments: [best.number])
        return
            "“\(model)” falls under “\(best.glob)”, served by \(targets.joined(separator: ", "))."
    }
}
