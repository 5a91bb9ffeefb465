import Administration
import Foundation
import Settings
import Transport
import Vault
import Vocabulary

/// Where a command's use case is performed: by the running server through its socket, else here, under the lock.
struct OperatorDoor {
    /// How long a command waits while another process starts, stops or holds the lock.
    static let patienceMilliseconds: Int64 = 10_000

    private let places: DataPlaces
    private let clock = SystemClock()

    init(places: DataPlaces) { self.places = places }

    /// Performs it, or says why not.
    func perform<Case: UseCase>(_ useCase: Case, secret: Secret?) async throws -> Case.Answer {
        do { try places.checkReach() } catch {
            throw CommandFailure(error.description, status: CommandFailure.unreachable)
        }
        let deadline = clock.now.advanced(byMilliseconds: Self.patienceMilliseconds)
        var obstacle = ""
        while true {
            switch try await attempt(useCase, secret: secret) {
            case .answer(let answer): return answer
            case .later(let why): obstacle = why
            }
            guard clock.now < deadline else {
                throw CommandFailure(obstacle, status: CommandFailure.unreachable)
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private enum Outcome<Answer> {
        case answer(Answer)
        case later(String)
    }

    private func attempt<Case: UseCase>(_ useCase: Case, secret: Secret?) async throws -> Outcome<
        Case.Answer
    > {
        if FileManager.default.fileExists(atPath: places.socket) {
            switch try await AdminSocket(places).ask(useCase, secret: secret) {
            case .answer(let answer): return .answer(answer)
            case .starting:
                return .later(
                    "The server on \(places.directory) doesn't get ready; look at its log.")
            case .nobody: break  // a stale socket: the server is gone
            }
        }
        guard places.hasLedger else {
            throw CommandFailure(
                "There is nothing in \(places.directory) yet; run bursar init or bursar serve, or give another --data.",
                status: CommandFailure.unreachable)
        }
        guard let lock = try DataLock(at: places.lock) else {
            return .later(
                "Another process has \(places.directory) open and doesn't answer on its socket; end it or wait for it."
            )
        }
        return .answer(try await performHere(useCase, secret: secret, lock: lock))
    }

    private func performHere<Case: UseCase>(
        _ useCase: Case, secret: Secret?, lock: DataLock
    ) async throws -> Case.Answer {
        let house = try OpenedHouse(places: places, lock: lock)
        defer { house.close() }
        let office = Office(
            file: house.file,
            facts: OfficeFacts(
                dataDirectory: places.directory, version: BursarVersion.text,
                isMemoryLocked: SecureMemory.state.isLocked, started: clock.now))
        defer { office.close() }
        do {
            if let secret, let bearer = useCase as? any SecretUseCase {
                return try await Self.perform(bearer, secret, in: office)
            }
            return try await useCase.performNoted(in: office)
        } catch let fault as AdministrationFault {
            throw CommandFailure(fault)
        }
    }

    /// Opens the existential; the answer is the use case's own.
    private static func perform<Bearer: SecretUseCase, Answer>(
        _ bearer: Bearer, _ secret: Secret, in office: Office
    ) async throws -> Answer {
        guard let answer = try await bearer.performNoted(in: office, secret: secret) as? Answer
        else {
            preconditionFailure("a use case answers with its own type")
        }
        return answer
    }
}
