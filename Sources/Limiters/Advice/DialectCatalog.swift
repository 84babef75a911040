extension Dialect {
    package static let none = Dialect(id: "none", title: "no rate-limit fields are promised", fields: nil)

    package static let xRateLimitEpoch = separate(
        "x-ratelimit-epoch", "X-RateLimit-Limit, -Remaining, -Reset in Unix seconds: GitHub, Laravel, Flask-Limiter, SlowApi",
        "x-ratelimit", .epochSeconds)

    /// Every dialect that a contract can name: the contract's family first, then the other names, the drafts and the vendors.
    package static let catalog: [Dialect] = [
        none, xRateLimitEpoch,
        separate("x-ratelimit-epoch-ms", "X-RateLimit-*, Reset in Unix milliseconds: Rocket.Chat", "x-ratelimit", .epochMilliseconds),
        separate("x-ratelimit-epoch-decimal", "X-RateLimit-*, Reset in Unix seconds with decimals: Discord", "x-ratelimit", .epochDecimal),
        separate("x-ratelimit-delta", "X-RateLimit-*, Reset in seconds from now: Zalando, fastify, throttled", "x-ratelimit", .deltaSeconds),
        separate("x-ratelimit-delta-decimal", "X-RateLimit-*, Reset in seconds from now with decimals", "x-ratelimit", .deltaDecimal),
        separate("x-ratelimit-delta-ms", "X-RateLimit-*, Reset in milliseconds from now", "x-ratelimit", .deltaMilliseconds),
        separate("x-ratelimit-date", "X-RateLimit-*, Reset as an HTTP date", "x-ratelimit", .httpDate),
        separate("x-ratelimit-timestamp", "X-RateLimit-*, Reset as an RFC 3339 timestamp", "x-ratelimit", .timestamp),
        separate("x-ratelimit-duration", "X-RateLimit-*, Reset as a duration such as 6m0s", "x-ratelimit", .duration),
        separate("x-rate-limit-epoch", "X-Rate-Limit-Limit, -Remaining, -Reset in Unix seconds: X (Twitter), Okta", "x-rate-limit", .epochSeconds),
        separate("x-rate-limit-delta", "X-Rate-Limit-Limit, -Remaining, -Reset in seconds from now", "x-rate-limit", .deltaSeconds),
        separate("ratelimit-epoch", "RateLimit-Limit, -Remaining, -Reset in Unix seconds: GitLab", "ratelimit", .epochSeconds),
        separate("ratelimit-draft-03", "RateLimit-Limit: 100, 100;w=60 and Reset in seconds from now: drafts up to 03",
                 "ratelimit", .deltaSeconds, .list),
        separate("ratelimit-draft-06", "RateLimit-Limit, -Remaining, -Reset in seconds from now, RateLimit-Policy: drafts 04 to 06",
                 "ratelimit", .deltaSeconds, policy: "ratelimit-policy"),
        Dialect(id: "ratelimit-draft-07", title: "RateLimit: limit=100, remaining=50, reset=30: draft 07",
                fields: Fields(limit: "ratelimit", remaining: "ratelimit", reset: "ratelimit", policy: "ratelimit-policy",
                               shape: .dictionary, resetKind: .deltaSeconds)),
        Dialect(id: "ratelimit-draft-08", title: "RateLimit: \"default\";r=50;t=30 and RateLimit-Policy: draft 08 and later",
                fields: Fields(limit: "ratelimit-policy", remaining: "ratelimit", reset: "ratelimit", policy: "ratelimit-policy",
                               shape: .items, resetKind: .deltaSeconds)),
        separate("envoy", "X-RateLimit-Limit: 50, 50;w=60 and Reset in seconds from now: Envoy", "x-ratelimit", .deltaSeconds, .list),
        vendor("openai", "X-RateLimit-*-Requests, Reset as a duration: OpenAI",
               "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", .duration),
        vendor("anthropic", "Anthropic-RateLimit-Requests-*, Reset as a timestamp: Anthropic",
               "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset", .timestamp),
        vendor("governor", "X-RateLimit-Limit, -Remaining, -After in seconds from now: governor (tower, actix)",
               "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-after", .deltaSeconds),
        Dialect(id: "shopify", title: "X-Shopify-Shop-Api-Call-Limit: 32/40, no reset: Shopify",
                fields: Fields(limit: "x-shopify-shop-api-call-limit", remaining: "x-shopify-shop-api-call-limit", reset: nil,
                               shape: .usedOfLimit, resetKind: .none)),
        vendor("hubspot", "X-HubSpot-RateLimit-Max, -Remaining, no reset: HubSpot",
               "x-hubspot-ratelimit-max", "x-hubspot-ratelimit-remaining", nil, .none),
        vendor("bucket4j", "X-Rate-Limit-Remaining, -Retry-After-Seconds, no limit: Bucket4j",
               nil, "x-rate-limit-remaining", "x-rate-limit-retry-after-seconds", .deltaSeconds),
        vendor("spring-cloud-gateway", "X-RateLimit-Burst-Capacity, -Remaining, no reset: Spring Cloud Gateway",
               "x-ratelimit-burst-capacity", "x-ratelimit-remaining", nil, .none),
    ]

    /// The three fields whose names only differ in how they begin.
    private static func separate(
        _ id: String, _ title: String, _ prefix: String, _ resetKind: ResetKind, _ shape: Shape = .separate, policy: String? = nil
    ) -> Dialect {
        Dialect(id: id, title: title, fields: Fields(limit: "\(prefix)-limit", remaining: "\(prefix)-remaining", reset: "\(prefix)-reset",
                                                     policy: policy, shape: shape, resetKind: resetKind))
    }

    /// A field each, with names of a vendor's own.
    private static func vendor(
        _ id: String, _ title: String, _ limit: String?, _ remaining: String?, _ reset: String?, _ resetKind: ResetKind
    ) -> Dialect {
        Dialect(id: id, title: title, fields: Fields(limit: limit, remaining: remaining, reset: reset, shape: .separate, resetKind: resetKind))
    }
}
