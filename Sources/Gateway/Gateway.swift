import Clients
import Content
import Keyring
import Ledger
import Logging
import Notices
import Policy
import Storage
import Synchronization
import Translation
import Transport
import Vault
import Vocabulary

/// The one road a request takes.
///
/// ```
/// receive → authenticate → authorise → redact → translate → forward
///                                                              ↓
/// record  ←    settle    ←  restore  ←   translate back  ←   reply
/// ```
///
/// Each stage takes the previous stage's type. A call runs in a task of its own, so that its accounting doesn't depend
/// on the client's connection; `ActiveCalls` owns those tasks.
package final class Gateway: Sendable {
    let file: LedgerFile
    let ledger: Ledger
    let transport: Transport
    let live: LiveDirectory
    let roots: RootKeys
    let pepper: Secret
    let redaction: RedactionDesk
    package let content: ContentDesk
    let clock: any Clock
    private let terms: Mutex<GatewayTerms>
    /// The bounds of this moment.
    var limits: GatewayLimits { terms.withLock { $0.limits } }
    /// What is known of models at this moment.
    var catalogue: ModelCatalogue { terms.withLock { $0.catalogue } }
    let proofs: ProofKeeper
    let log: GatewayLog
    package let active: ActiveCalls
    let limitDesk: LimitDesk
    let firstUses = FirstUses()
    let budgetWatch = BudgetWatch()
    let claims = ClaimGate()
    let expiryWatch = ExpiryWatch()
    /// Tells the operator's servers what happened; put there by who wires the rooms.
    let notices = Mutex<NoticeSender?>(nil)
    /// Answers what clients ask of their own; put there by who wires the rooms.
    let ownDesk = Mutex<(any ClientDesk)?>(nil)
    let strangers: StrangerTally

    package init(
        file: LedgerFile, transport: Transport, live: LiveDirectory, roots: RootKeys,
        pepper: Secret, placeholderKey: Secret, proofs: ProofKeeper, terms: GatewayTerms,
        clock: any Clock,
        log: Logger
    ) {
        self.file = file
        ledger = Ledger(file: file)
        self.transport = transport
        self.live = live
        self.roots = roots
        self.pepper = pepper
        redaction = RedactionDesk(service: placeholderKey)
        content = ContentDesk(file: file, roots: roots, clock: clock)
        self.proofs = proofs
        self.clock = clock
        self.terms = Mutex(terms)
        self.log = GatewayLog(logger: log)
        active = ActiveCalls(clock: clock, limits: terms.limits)
        limitDesk = LimitDesk(clock: clock)
        strangers = StrangerTally()
    }

    /// Takes note of where Bursar itself listens: nothing is ever sent there.
    package func note(ownListener host: String, port: Int) {
        guard let port = UInt16(exactly: port), let address = Transport.address(host, port: port)
        else { return }
        transport.forbid(address)
    }

    /// Goes by other terms from now on; calls under way are held to the new bounds where these still apply.
    package func adopt(_ new: GatewayTerms) {
        terms.withLock { $0 = new }
        active.adopt(new.limits)
    }

    /// What a listener does with a request's head.
    package enum Entry: Sendable {
        /// Its sender is known: read the body, then `drive` it.
        case call(KnownRequest)
        /// It isn't about a model: read the body, then `answer` it.
        case own(OwnRequest)
        /// It is answered already; its body is of no interest.
        case answer(WholeReply)
    }

    /// Stages 1 and 2: routes a head and finds out who sends it. Nothing is read from disk and nothing written.
    package func enter(_ head: RequestHead) -> Entry {
        do throws(RoadFault) {
            let received = try ReceivedRequest(head: head, clock: clock)
            switch received.route {
            case .healthz, .readyz:
                return .answer(
                    Self.plain(active.isDraining ? 503 : 200, active.isDraining ? "draining" : "ok")
                )
            case .models(let dialect, let id):
                let token = try authenticate(received)
                return .answer(
                    try ModelList(
                        directory: live.current, token: token, dialect: dialect, at: received.began
                    ).reply(id: id, call: received.id))
            case .own(let question):
                return .own(try own(question, received))
            case .call(let endpoint, let facts):
                let dialect = endpoint.dialect(facts)
                let token = try authenticate(received)
                guard !active.isDraining else {
                    throw RoadFault(
                        .draining, .bursar, "Bursar is shutting down. Try again.",
                        retryAfterSeconds: 2)
                }
                return .call(
                    KnownRequest(
                        received: received, token: token, endpoint: endpoint, dialect: dialect,
                        rules: dialect.rules(for: facts.operation)))
            }
        } catch {
            return .answer(Route.faults(of: head).reply(to: error, call: nil))
        }
    }

    /// The answer to any request while there is no gateway yet.
    package static func starting(_ head: RequestHead) -> WholeReply {
        if let route = try? Route(head), route == .healthz || route == .readyz {  // else: a call
            return plain(503, "starting")
        }
        let fault = RoadFault(
            .starting, .bursar, "Bursar is starting. Try again.", retryAfterSeconds: 1)
        return Route.faults(of: head).reply(to: fault, call: nil)
    }

    /// The body's fault, for a client that sends one that can't be taken.
    package enum BodyFault: Error, Sendable {
        case tooLarge
        case tooSlow
        case clientClosed
    }

    /// Stages 3 to 10, in a task of their own.
    ///
    /// - Parameters:
    ///   - body: The whole body, or why there is none.
    ///   - client: Where the answer goes.
    package func drive(
        _ known: KnownRequest, body: Result<[UInt8], BodyFault>, client: any ClientSide
    ) {
        let delivery = Delivery(known: known, client: client, clock: clock)
        active.run(delivery) { [self] in
            await Passage(gateway: self, known: known, delivery: delivery).run(body)
        }
    }

    /// Looks after the calls under way once a second, until the task is cancelled; once a minute, and at the end,
    /// writes what strangers were refused and when keys were used.
    package func watch() async {
        var seconds = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))  // cancellation ends the loop
            active.tick()
            live.pool.advance()
            await noteKeys()
            await warn()
            seconds += 1
            if Task.isCancelled {
                // Nothing can be read in a task that was cancelled, so the last round has one of its own.
                await Task { await keepHouse(isLast: true) }.value
            } else if seconds % 60 == 0 {
                await keepHouse(isLast: false)
            }
        }
    }

    /// Counts in the limits what was used in the minute before this process began.
    package func recall() async {
        let now = clock.now
        do {
            let used = try await file.read {
                try RecentUse.since(now.advanced(byMilliseconds: -61_000), in: $0)
            }
            let clients = live.current.clients
            var subjects: [Caller: [PolicySubject]] = [:]
            for use in used where subjects[use.caller] == nil {
                subjects[use.caller] = clients.limitSubjects(ofToken: use.caller.token)
            }
            limitDesk.remember(used, subjects, at: now)
        } catch {
            log.ledgerFailed(.unwritable(error))
        }
    }

    /// Tells of budgets that are spent as far as somebody wanted to know.
    private func warn() async {
        let clients = live.current.clients
        do {
            let warnings = try await budgetWatch.look(clients.budgets, at: clock.now, in: file)
            for warning in warnings {
                let id = clients.budgetID(warning.budget)
                log.budgetWarning(warning, id: id)
                notices.withLock { $0 }?.send(Notice(warning, id: id, at: clock.now))
            }
        } catch {
            log.ledgerFailed(LedgerFault(storage: error))
        }
    }

    /// Tells the operator's servers of what happens from now on.
    package func put(_ sender: NoticeSender) {
        notices.withLock { $0 = sender }
        warnOfExpiry()
    }

    /// Tells of keys and tokens that end soon.
    private func warnOfExpiry() {
        let now = clock.now
        for ending in expiryWatch.due(in: live.current, at: now) {
            log.expiry(ending, at: now)
            notices.withLock { $0 }?.send(Notice(ending, at: now))
        }
    }

    /// Writes down what calls found out about keys.
    private func noteKeys() async {
        let changes = live.pool.takeChanges()
        guard !changes.isEmpty else { return }
        do {
            try await file.writer.write { try KeyStore.note(changes, in: $0.database) }
        } catch {
            live.pool.keep(changes)
            log.ledgerFailed(.unwritable(StorageFault(error)))
            return
        }
        let keys = live.current.upstreams.keys.values.joined()
        for change in changes where change.isDisabled {
            guard let pooled = keys.first(where: { $0.key.number == change.key }) else { continue }
            log.keyDisabled(pooled.key.id)
        }
    }

    private func keepHouse(isLast: Bool) async {
        if isLast { await noteKeys() }
        warnOfExpiry()
        do throws(LedgerFault) {
            try await ledger.note(strangers.take())
            try await ledger.note(limitDesk.take(at: clock.now, all: isLast))
            try await ledger.raiseFloor()
            try await ledger.fold(at: clock.now)
            if limits.keptCallsMilliseconds > 0, !isLast {
                let before = clock.now.advanced(byMilliseconds: -limits.keptCallsMilliseconds)
                _ = try await ledger.prune(before: before, at: clock.now, for: 2_000)
            }
        } catch { log.ledgerFailed(error) }
        roots.forget(at: clock.now)
        let losses = content.store.takeLosses()
        if losses > 0 { log.contentLost(losses) }
        do { try await content.prune() } catch {
            log.ledgerFailed(.unwritable(StorageFault(error)))
        }
        do { try await proofs.prune() } catch {
            log.ledgerFailed(.unwritable(StorageFault(error)))
        }
        let uses = live.pool.takeUses()
        guard !uses.isEmpty else { return }
        do {
            try await file.writer.write { try KeyStore.markUsed(uses, in: $0.database) }
        } catch {
            log.ledgerFailed(.unwritable(StorageFault(error)))
        }
    }

    /// Stage 2: whose token it is.
    func authenticate(_ received: ReceivedRequest) throws(RoadFault) -> KnownToken {
        let credential: Credential
        do { credential = try Credential(received.head) } catch {
            noteStranger(error.code.rawValue, received)
            throw error
        }
        let answer = live.current.clients.authenticate(
            presented: credential.text, pepper: pepper, address: received.head.peer.address,
            at: received.began)
        switch answer {
        case .success(let token): return token
        case .failure(let cause):
            noteStranger(cause.rawValue, received)
            throw RoadFault(
                .credentialInvalid, .client,
                cause == .malformed
                    ? "That isn't a Bursar token: they begin with bur_ and are copied whole. A provider's own key isn't taken here; ask the operator for a token (bursar token issue)."
                    : "The token isn't valid here: wrong, expired, revoked or suspended. Ask the operator for another."
            )
        }
    }

    /// Counts a refusal; the first of its kind in a minute is logged at once.
    func noteStranger(_ cause: String, _ received: ReceivedRequest) {
        let peer = received.head.peer.text
        guard strangers.note(cause, peer: peer, at: received.began) else { return }
        log.strangerRefused(cause, network: StrangerTally.network(peer))
    }

    private static func plain(_ status: Int, _ text: String) -> WholeReply {
        WholeReply(
            status: status, fields: [("content-type", "text/plain; charset=utf-8")],
            body: Array((text + "\n").utf8))
    }
}
