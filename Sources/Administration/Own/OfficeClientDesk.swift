import Clients
import Gateway
import Journal
import Ledger
import Vocabulary

/// Answers what clients ask of their own, in the shapes that operators get, without what is the operator's alone.
package struct OfficeClientDesk: ClientDesk {
    private let office: Office

    /// - Parameter office: Where it is looked up.
    package init(office: Office) { self.office = office }

    /// Dimensions that say nothing of keys, providers or others.
    private static let dimensions: Set<UsageDimension> = [.day, .model, .status]

    package func usage(
        ofToken number: Int64, by: [String], since: String?, until: String?
    ) async throws(OwnFault) -> [UInt8] {
        do {
            let now = office.clock.now
            var query = UsageQuery()
            query.token = number
            query.since = try OperatorText.moment(since, "since", at: now)
            query.until = try OperatorText.moment(until, "until", at: now)
            let names = Self.dimensions.map(\.rawValue).sorted()
            let dimensions = try by.map { name throws(AdministrationFault) in
                guard let dimension = UsageDimension(rawValue: name),
                    Self.dimensions.contains(dimension)
                else {
                    throw AdministrationFault(
                        .invalid,
                        "by “\(name.prefix(64))” is unknown here; there are "
                            + names.joined(separator: ", ") + ".")
                }
                return dimension
            }
            query.dimensions = Set(dimensions)
            let asked = query
            let rows = try await office.read { database in try asked.rows(in: database) }
                .map { UsageRow($0, by: dimensions) }
            return try Self.json(
                UsageReport.Answer(rows: rows, total: try UsageRow(totalOf: rows)))
        } catch { throw Self.fault(error) }
    }

    package func call(_ id: String, ofToken number: Int64) async throws(OwnFault) -> [UInt8] {
        do {
            let id = try CallName.id(id)
            let record = try await office.read { database in
                try CallRecord.find(id, token: number, in: database)
            }
            guard let record else {
                throw AdministrationFault(.notFound, "There is no call \(id) of yours.")
            }
            return try Self.json(CallEntry(record).forItsClient)
        } catch { throw Self.fault(error) }
    }

    package func proof(_ id: String, ofToken number: Int64) async throws(OwnFault) -> [UInt8] {
        do {
            return Array(
                try await office.proof(ofCall: try CallName.id(id), token: number).proof.utf8)
        } catch { throw Self.fault(error) }
    }

    package func checkpoint() async throws(OwnFault) -> [UInt8] {
        Array(try await newest().note.description.utf8)
    }

    package func key() async throws(OwnFault) -> [UInt8] {
        Array((try await newest().key.description + "\n").utf8)
    }

    /// The checkpoint that was signed last.
    private func newest() async throws(OwnFault) -> SignedCheckpoint {
        do {
            let found = try await office.read { try CheckpointStore.newest(in: $0) }
            guard let found else {
                throw AdministrationFault(.notFound, "The log isn't signed yet. Try again.")
            }
            return found
        } catch { throw Self.fault(error) }
    }

    package func claim(_ code: String, from peer: String) async throws(OwnFault) -> [UInt8] {
        do {
            return try Self.json(
                try await claimed(code, from: peer))
        } catch {
            if (error as? AdministrationFault)?.code == .conflict {
                throw OwnFault(.refused, ClaimToken.refusal.message)
            }
            throw Self.fault(error)
        }
    }

    private func claimed(
        _ code: String, from peer: String
    ) async throws(AdministrationFault) -> ClaimToken.Answer {
        let office = office
        return try await ClaimToken.noted(as: "client") {
            () async throws(AdministrationFault) -> ClaimToken.Answer in
            try await ClaimToken(code: code, place: peer).perform(in: office)
        }
    }

    private static func json(_ answer: some Encodable) throws -> [UInt8] {
        try AnswerEncoder.bytes(answer)
    }

    private static func fault(_ error: any Error) -> OwnFault {
        let fault = AdministrationFault(error)
        return switch fault.code {
        case .invalid: OwnFault(.invalid, fault.message)
        case .notFound: OwnFault(.notFound, fault.message)
        default: OwnFault(.unavailable, "That can't be looked up now. Try again.")
        }
    }
}
