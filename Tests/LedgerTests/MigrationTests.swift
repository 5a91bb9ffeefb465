import Embedded
import Foundation
import GRDB
import Ledger
import Storage
import Testing
import Vocabulary

private let files = EmbeddedFile.all(in: "migrations")

/// A client, three calls (one that went well, one refused, one under way), their sums.
private let directory = """
    INSERT INTO client (number, id, name, created_at_ms) VALUES (1, zeroblob(16), 'shop', 0);
    """
private let calls = """
    INSERT INTO call (number, id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes,
                      outcome, code, status, cost_nano_usd, ended_at_ms)
    VALUES (1, x'01A0000000007000800000000000000A', 1, 1, 'openai-chat', 'chat', 'm', 0, 1786706395136, 10,
            'ok', NULL, 200, 70, 1786706395200),
           (2, x'01A0000000007000800000000000000B', 1, 1, 'openai-chat', 'chat', 'm', 0, 1786706395136, 10,
            'refused', 'model_not_found', 404, 0, 1786706395136),
           (3, x'01A0000000007000800000000000000C', 1, 1, 'openai-chat', 'chat', 'm', 0, 1786706395136, 10,
            NULL, NULL, NULL, NULL, NULL);
    INSERT INTO attempt (call, ordinal, id, upstream, key_version, model_sent, began_at_ms, hold_nano_usd, outcome,
                         usage_source, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
                         cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens,
                         audio_output_tokens, images, searches, cost_nano_usd, is_over_hold, first_byte_ms, total_ms)
    VALUES (1, 1, zeroblob(16), 1, 1, 'm', 1786706395136, 90, 'ok', 'reported', 7, 0, 0, 0, 3, 0, 0, 0, 0, 0, 70, 0, 5, 9),
           (3, 1, zeroblob(16), 1, 1, 'm', 1786706395136, 90, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO balance VALUES ('client', 1, 70, 90), ('token', 1, 70, 90), ('key_version', 1, 70, 90);
    """
private let sums = """
    calls, attempts, estimated, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
    visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images, searches, cost_nano_usd
    """

@Suite struct `Data of every schema` {
    @Test(arguments: 2...files.count) func `is brought to the newest, and its books balance`(
        count: Int
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "migrations-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "ledger.db").path
        let old = try LedgerFile(at: path, migrations: Array(files.prefix(count)))
        try await old.writer.write { transaction in
            let database = transaction.database
            try database.execute(sql: directory + calls)
            // Before there were folds, days were written with hours.
            let hasFolds = try database.tableExists("fold")
            for (table, start) in [("roll_up_hour", "hour_ms"), ("roll_up_day", "day_ms")]
            where table == "roll_up_hour" || !hasFolds {
                let length = start == "hour_ms" ? 3_600_000 : 86_400_000
                try database.execute(
                    sql: """
                        INSERT INTO \(table) (\(start), client, token, key_version, model, upstream, status, \(sums))
                        SELECT began_at_ms / \(length) * \(length), client, token, key_version, model, upstream, status,
                               \(sums)
                        FROM usage_row
                        """)
            }
            if hasFolds {
                try database.execute(
                    sql: """
                        INSERT INTO roll_up_latency VALUES (1786665600000, 1, 'ok', '', 6, 10, 1);
                        INSERT INTO roll_up_refusal VALUES (1786665600000, 1, '', 'model_not_found', 1);
                        """)
            }
        }
        old.close()
        let file = try LedgerFile(at: path)
        defer { file.close() }
        let ledger = Ledger(file: file)
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        #expect(try ledger.recover(at: now) == 1)
        try await ledger.fold(at: now)
        let books = try await file.read { try Books(checking: $0) }
        #expect(books.problems == [])
        #expect(books.entries == 5)
        let usage = try await file.read { try UsageQuery().rows(in: $0) }
        #expect(usage.map(\.cost) == [NanoUSD(160)] && usage.map(\.calls) == [3])
    }
}
