// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift room: what may be unsafe says so, protocols as types say `any`.
let room: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
]

let package = Package(
    name: "bursar",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "bursar", targets: ["bursar"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Level 0: C doors
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .target(name: "CEmbeddedFiles", exclude: [], cSettings: []),

        // Level 1
        .target(name: "Vocabulary", swiftSettings: room),
        .target(name: "Wire", swiftSettings: room),

        // Level 2
        .target(name: "Vault", dependencies: ["COpenSSL", "Vocabulary"], swiftSettings: room),
        .target(name: "Transport", dependencies: ["CCurl", "Vocabulary"], swiftSettings: room),
        .target(name: "Embedded", dependencies: ["CEmbeddedFiles"], swiftSettings: room),
        .target(name: "Patterns", dependencies: ["CPCRE2"], swiftSettings: room),

        // Level 3
        .target(name: "Policy", dependencies: ["Vocabulary", "Wire"], swiftSettings: room),
        .target(
            name: "Redaction", dependencies: ["Vocabulary", "Wire", "Vault", "Patterns"],
            swiftSettings: room),
        .target(
            name: "Translation", dependencies: ["Vocabulary", "Wire"], swiftSettings: room),
        .target(name: "Settings", dependencies: ["Vocabulary", "Wire"], swiftSettings: room),
        .target(
            name: "Storage",
            dependencies: ["Vocabulary", "Vault", "Embedded", grdb, sqlite, logging],
            swiftSettings: room),

        .target(
            name: "Notices",
            dependencies: ["Vocabulary", "Wire", "Vault", "Transport", logging],
            swiftSettings: room),

        .target(
            name: "Journal", dependencies: ["Vocabulary", "Wire", "Vault", "Storage", grdb],
            swiftSettings: room),

        // Level 5
        .target(
            name: "Clients",
            dependencies: ["Vocabulary", "Wire", "Vault", "Policy", "Redaction", "Storage", grdb],
            swiftSettings: room),
        .target(
            name: "Keyring", dependencies: ["Vocabulary", "Vault", "Storage", grdb],
            swiftSettings: room),
        .target(
            name: "Pricing",
            dependencies: ["Vocabulary", "Wire", "Vault", "Embedded", "Storage", grdb],
            swiftSettings: room),
        .target(
            name: "Content", dependencies: ["Vocabulary", "Vault", "Embedded", "Storage", grdb],
            swiftSettings: room),
        .target(
            name: "Ledger",
            dependencies: ["Vocabulary", "Wire", "Vault", "Policy", "Storage", "Journal", grdb],
            swiftSettings: room),

        .target(
            name: "Reports", dependencies: ["Vocabulary", "Wire", "Embedded", "Storage"],
            swiftSettings: room),

        // Level 6
        .target(
            name: "Gateway",
            dependencies: [
                "Vocabulary", "Wire", "Vault", "Transport", "Policy", "Redaction", "Translation",
                "Storage", "Journal", "Notices", "Content", "Clients", "Keyring", "Pricing",
                "Ledger",
                logging,
            ],
            swiftSettings: room),

        // Level 7
        .target(
            name: "Administration",
            dependencies: [
                "Vocabulary", "Wire", "Vault", "Transport", "Policy", "Embedded", "Storage",
                "Clients",
                "Keyring", "Pricing", "Content", "Journal", "Ledger", "Reports", "Gateway", grdb,
                logging,
            ],
            swiftSettings: room),

        // Level 8
        .target(
            name: "Server",
            dependencies: [
                "Vocabulary", "Wire", "Settings", "Gateway", "Administration", hummingbird, logging,
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ] + nio,
            swiftSettings: room),
        .target(
            name: "Sandbox",
            dependencies: ["Vocabulary", "Wire", logging] + nio,
            swiftSettings: room),

        // Level 9
        .executableTarget(
            name: "bursar",
            dependencies: [
                "Vocabulary", "Wire", "Vault", "Transport", "Translation", "Settings", "Storage",
                "Clients",
                "Keyring", "Pricing", "Ledger", "Reports", "Gateway", "Administration", "Server",
                "Sandbox",
                "Notices", "Journal", "Content", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: room),

        // Measures what translating costs; run by `make bench`, no part of the product
        .executableTarget(
            name: "TranslationBench", dependencies: ["Translation", "Vocabulary", "Wire"],
            path: "Tests/Bench/Translation"),

        .executableTarget(
            name: "JournalBench",
            dependencies: ["Journal", "Ledger", "Storage", "Vocabulary", grdb],
            path: "Tests/Bench/Journal", swiftSettings: room),

        .executableTarget(
            name: "RedactionBench",
            dependencies: ["Redaction", "Vault", "Vocabulary", "Wire"],
            path: "Tests/Bench/Redaction",
            swiftSettings: room),

        // Tests
        .testTarget(name: "HouseTests"),
        .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary"]),
        .testTarget(name: "WireTests", dependencies: ["Wire"]),
        .testTarget(name: "TranslationTests", dependencies: ["Translation", "Vocabulary", "Wire"]),
        .testTarget(name: "VaultTests", dependencies: ["Vault", "Vocabulary"]),
        .testTarget(name: "TransportTests", dependencies: ["Transport", "Vocabulary"]),
        .testTarget(name: "SettingsTests", dependencies: ["Settings", "Vocabulary"]),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Storage", "Vocabulary", "Vault", "Embedded", grdb]),
        .testTarget(
            name: "DirectoryTests",
            dependencies: [
                "Clients", "Keyring", "Policy", "Pricing", "Storage", "Vault", "Vocabulary", grdb,
            ]),
        .testTarget(
            name: "ContentTests", dependencies: ["Content", "Storage", "Vault", "Vocabulary", grdb]),
        .testTarget(
            name: "NoticesTests", dependencies: ["Notices", "Vault", "Vocabulary", "Wire", logging]),
        .testTarget(
            name: "JournalTests",
            dependencies: ["Journal", "Storage", "Vault", "Vocabulary", grdb]),
        .testTarget(
            name: "PricingTests",
            dependencies: ["Pricing", "Embedded", "Storage", "Wire", "Vocabulary", grdb]),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Storage", "Vocabulary"]),
        .testTarget(name: "PatternsTests", dependencies: ["Patterns"]),
        .testTarget(
            name: "RedactionTests",
            dependencies: ["Redaction", "Patterns", "Vault", "Vocabulary", "Wire"]),
        .testTarget(name: "PolicyTests", dependencies: ["Policy", "Vocabulary", "Wire"]),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Embedded", "Ledger", "Journal", "Policy", "Storage", "Vault", "Vocabulary", grdb,
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Wire", "Vault", "Translation", "Storage", "Ledger", "Policy", "Pricing",
                "Vocabulary",
            ]),
        .testTarget(name: "SandboxTests", dependencies: ["Sandbox", "Vocabulary", "Wire"] + nio),
        .testTarget(
            name: "AdministrationTests",
            dependencies: ["Administration", "Policy", "Storage", "Vault", "Vocabulary"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
