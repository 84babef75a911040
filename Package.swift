// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is held to the same strictness; a warning is a defect.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A module of the tool: the list of dependencies is the list of arrows in docs/architecture.md.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

func suite(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "rateproof",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "rateproof", targets: ["rateproof"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Pure: no sockets, no clocks of their own, no networking import.
        module("Timeline"),
        module("WireFormat"),
        module("Limiters", ["Timeline", .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers")]),
        module("Measurement", ["Timeline", .product(name: "Histogram", package: "hdrhistogram-swift")]),
        module("Endpoints", ["Timeline", "WireFormat"]),
        module("LoadEngine", ["Timeline", "Measurement", "WireFormat", "Endpoints"]),
        module("Conformance", ["Timeline", "Limiters"]),
        module("Experiments", ["Timeline", "Limiters", "Endpoints", "LoadEngine", "Conformance"]),
        module("Profiles", ["Timeline", "WireFormat", "Limiters", "Endpoints", "LoadEngine", "Measurement", "Conformance", "Experiments",
                            .product(name: "Yams", package: "Yams")],
               exclude: ["Shipped/profile.schema.json"],
               resources: ["compare", "conformance", "graphql", "identify", "leads-contract", "limiter", "quick", "search", "smoke"]
                .map { .embedInCode("Shipped/\($0).yaml") }),
        module("Importing", ["Endpoints", "WireFormat", .product(name: "Yams", package: "Yams")]),
        module("Reporting", ["Timeline", "Limiters", "Measurement", "Conformance", .product(name: "Mustache", package: "swift-mustache")],
               resources: ["mustache", "css", "js"].map { .embedInCode("HTML/Templates/report.\($0)") }),
        module("LeadsAPI", ["Timeline", "Limiters", "WireFormat", "Endpoints"]),
        module("Simulation", ["Timeline", "Limiters", "Endpoints", "LoadEngine", "LeadsAPI", "WireFormat"]),
        module("SelfTest", ["Timeline", "Limiters", "Endpoints", "LoadEngine", "LeadsAPI", "Conformance", "Experiments", "Simulation"]),

        // Sockets.
        .target(name: "CLinuxPolling"),
        module("LoopExecutor", [.product(name: "NIOCore", package: "swift-nio")]),
        module("HTTPTransport", ["CLinuxPolling", "LoopExecutor", "Timeline", "Endpoints", "LoadEngine", "WireFormat",
                                 .product(name: "NIOCore", package: "swift-nio"),
                                 .product(name: "NIOPosix", package: "swift-nio"),
                                 .product(name: "NIOTLS", package: "swift-nio"),
                                 .product(name: "NIOHPACK", package: "swift-nio-http2"),
                                 .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                                 .product(name: "NIOSSL", package: "swift-nio-ssl")]),
        module("ReferenceServer", ["Timeline", "Endpoints", "LeadsAPI",
                                   .product(name: "NIOCore", package: "swift-nio"),
                                   .product(name: "NIOHTTP1", package: "swift-nio"),
                                   .product(name: "NIOPosix", package: "swift-nio")]),
        .executableTarget(
            name: "rateproof",
            dependencies: ["Timeline", "Limiters", "Endpoints", "LoadEngine", "Measurement", "Conformance", "Experiments", "Profiles",
                           "Importing", "Reporting", "LeadsAPI", "Simulation", "SelfTest", "HTTPTransport", "ReferenceServer",
                           .product(name: "ArgumentParser", package: "swift-argument-parser"),
                           .product(name: "Subprocess", package: "swift-subprocess"),
                           .product(name: "UnixSignals", package: "swift-service-lifecycle")],
            swiftSettings: strict),

        // Tests mirror the sources.
        .target(name: "Turns", path: "Tests/Turns", swiftSettings: strict),
        suite("TimelineTests", ["Timeline"]),
        suite("WireFormatTests", ["Timeline", "WireFormat"]),
        suite("LimitersTests", ["Timeline", "Limiters"]),
        suite("EndpointsTests", ["Timeline", "WireFormat", "Endpoints"]),
        suite("LeadsAPITests", ["Timeline", "Limiters", "LeadsAPI", "WireFormat"]),
        suite("LoadEngineTests", ["Timeline", "WireFormat", "Endpoints", "LoadEngine", "Simulation"], exclude: ["golden-requests.txt"]),
        suite("SimulationTests", ["Turns", "Timeline", "Simulation", "SelfTest"]),
        suite("MeasurementTests", ["Turns", "Timeline", "Measurement"]),
        suite("SelfTestTests", ["Turns", "Timeline", "Limiters", "Endpoints", "LoadEngine", "Conformance", "Simulation", "SelfTest"]),
        suite("ConformanceTests", ["Turns", "Timeline", "Limiters", "Endpoints", "LoadEngine", "Conformance", "Simulation", "SelfTest"]),
        suite("ProfilesTests", ["Timeline", "Limiters", "Endpoints", "LoadEngine", "Measurement", "Conformance", "Profiles"]),
        suite("ImportingTests", ["Endpoints", "WireFormat", "Importing", .product(name: "Yams", package: "Yams")]),
        suite("ReportingTests", ["Timeline", "Measurement", "Conformance", "Simulation", "Reporting", "SelfTest"]),
        suite("HTTPTransportTests", ["Turns", "Timeline", "WireFormat", "Endpoints", "LoadEngine", "HTTPTransport",
                                     .product(name: "NIOHPACK", package: "swift-nio-http2"), .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                                     .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio")]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["Turns", "rateproof", "Timeline", "Limiters", "LeadsAPI", "ReferenceServer",
                           .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                           .product(name: "NIOHPACK", package: "swift-nio-http2"), .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                           .product(name: "Yams", package: "Yams")],
            exclude: ["Browser", "BadManners/Servers"],
            swiftSettings: strict),
        suite("TidyTests", ["Conformance"]),
    ]
)
