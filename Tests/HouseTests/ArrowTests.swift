import Testing

/// The rooms and their levels, as DESIGN 3 and ARCHITECTURE.md have them; arrows point down only.
private let levels: [String: Int] = [
    "CCurl": 0, "COpenSSL": 0, "CPCRE2": 0, "CEmbeddedFiles": 0,
    "Vocabulary": 1, "Wire": 1,
    "Vault": 2, "Transport": 2, "Embedded": 2, "Patterns": 2,
    "Policy": 3, "Redaction": 3, "Translation": 3, "Settings": 3, "Storage": 3,
    "Notices": 3,
    "Content": 5,
    "Journal": 4,
    "Clients": 5, "Keyring": 5, "Pricing": 5, "Ledger": 5, "Reports": 5,
    "Gateway": 6,
    "Administration": 7,
    "Server": 8, "Sandbox": 8,
    "bursar": 9,
]

/// The rooms that alone may import a module: each C library and each foreign package has its doors.
private let doors: [String: Set<String>] = [
    "CCurl": ["Transport"],
    "COpenSSL": ["Vault"],
    "CPCRE2": ["Patterns"],
    "CEmbeddedFiles": ["Embedded"],
    "GRDB": [
        "Storage", "Journal", "Clients", "Keyring", "Pricing", "Ledger", "Reports", "Content",
        "Gateway", "Administration",
    ],
    "Hummingbird": ["Server", "Sandbox"],
    "HummingbirdTLS": ["Server"],
    "NIOSSL": ["Server"],
    "NIOCore": ["Server", "Sandbox"],
    "NIOPosix": ["Server", "Sandbox"],
    "NIOHTTP1": ["Server", "Sandbox"],
    "NIOHTTPTypes": ["Server", "Sandbox"],
    "HTTPTypes": ["Server", "Sandbox"],
    "ServiceLifecycle": ["Server", "Sandbox", "bursar"],
    "ArgumentParser": ["bursar"],
    "Yams": ["bursar"],
    "FoundationNetworking": [],
]

/// Rooms that decide and do nothing else: no files, no network, no database.
private let pureRooms: Set<String> = ["Vocabulary", "Wire", "Policy", "Redaction", "Translation"]

/// The one file of a pure room that may reach further: budgets need the calendars of time zones.
private let calendarFile = "Sources/Policy/Budgets/BudgetZone.swift"

@Suite struct `The arrows between rooms` {
    @Test(arguments: House.sources) func `point down only`(source: House.Source) throws {
        let level = try #require(levels[source.room], "\(source.room) is not a room of DESIGN 3")
        for module in source.imports {
            guard let below = levels[module] else { continue }
            #expect(
                below < level, "\(source.path) imports \(module), which is not below \(source.room)"
            )
        }
    }

    @Test(arguments: House.sources) func `reach a foreign library through its doors`(
        source: House.Source
    ) {
        for module in source.imports {
            guard let rooms = doors[module] else { continue }
            #expect(rooms.contains(source.room), "\(source.path) imports \(module)")
        }
    }

    @Test(arguments: House.sources.filter { pureRooms.contains($0.room) })
    func `of a pure room reach only the C library`(source: House.Source) {
        for module in source.imports where levels[module] == nil {
            let isCalendar = module == "Foundation" && source.path == calendarFile
            #expect(
                isCalendar || ["Glibc", "Darwin", "Synchronization"].contains(module),
                "\(source.path): \(module)")
        }
    }

    @Test func `exist for every folder in Sources`() {
        for room in Set(House.files(below: "Sources").map { $0.split(separator: "/")[1] }) {
            #expect(levels[String(room)] != nil, "\(room) has no level")
        }
    }
}
