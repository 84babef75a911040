extension Dialect {
    package static let none = Dialect(id: "none", title: "no rate-limit fields are promised", fields: nil)

    package static let xRateLimitEpoch = separate("x-ratelimit", .epochSeconds, "GitHub, Laravel, Flask-Limiter, SlowApi")

    /// Every dialect that a contract can name: the contract's family first, then the other names, the drafts and the vendors.
    package static let catalog: [Dialect] = [
        none, xRateLimitEpoch,
        separate("x-ratelimit", .epochMilliseconds, "Rocket.Chat"), separate("x-ratelimit", .epochDecimal, "Discord"),
        separate("x-ratelimit", .deltaSeconds, "Zalando, fastify, throttled"), separate("x-ratelimit", .deltaDecimal),
        separate("x-ratelimit", .deltaMilliseconds), separate("x-ratelimit", .httpDate), separate("x-ratelimit", .timestamp),
        separate("x-ratelimit", .duration),
        separate("x-rate-limit", .epochSeconds, "X (Twitter), Okta"), separate("x-rate-limit", .epochMilliseconds),
        separate("x-rate-limit", .deltaSeconds), separate("x-rate-limit", .httpDate), separate("x-rate-limit", .timestamp),
        separate("x-rate-limit", .duration),
        separate("ratelimit", .epochSeconds, "GitLab"), separate("ratelimit", .epochMilliseconds), separate("ratelimit", .httpDate),
        separate("ratelimit", .timestamp), separate("ratelimit", .duration),
        draft("03", "RateLimit-Limit: 100, 100;w=60 and Reset in seconds from now: drafts up to 03", .list),
        draft("06", "RateLimit-Limit, -Remaining, -Reset in seconds from now, RateLimit-Policy: drafts 04 to 06", .separate,
              policy: "ratelimit-policy"),
        Dialect(id: "ratelimit-draft-07", title: "RateLimit: limit=100, remaining=50, reset=30: draft 07",
                fields: Fields(limit: "ratelimit", remaining: "ratelimit", reset: "ratelimit", policy: "ratelimit-policy",
                               shape: .dictionary, resetKind: .deltaSeconds)),
        Dialect(id: "ratelimit-draft-08", title: "RateLimit: \"default\";r=50;t=30 and RateLimit-Policy: draft 08 and later",
                fields: Fields(limit: "ratelimit-policy", remaining: "ratelimit", reset: "ratelimit", policy: "ratelimit-policy",
                               shape: .items, resetKind: .deltaSeconds)),
        Dialect(id: "envoy", title: "X-RateLimit-Limit: 50, 50;w=60 and Reset in seconds from now: Envoy",
                fields: Fields(limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset",
                               shape: .list, resetKind: .deltaSeconds)),
        Dialect(id: "docker", title: "RateLimit-Limit: 100;w=21600, RateLimit-Remaining: 99;w=21600, no reset: Docker Hub",
                fields: Fields(limit: "ratelimit-limit", remaining: "ratelimit-remaining", reset: nil, shape: .windowed, resetKind: .none)),
        Dialect(id: "aspnetcoreratelimit",
                title: "X-Rate-Limit-Limit: 3s, -Remaining, -Reset as a timestamp, none on a refusal: AspNetCoreRateLimit",
                fields: Fields(remaining: "x-rate-limit-remaining", reset: "x-rate-limit-reset", period: "x-rate-limit-limit",
                               shape: .separate, resetKind: .timestamp, isOnRefusals: false)),
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

    /// The three fields that only differ in how their names begin and in what a reset counts.
    private static func separate(_ prefix: String, _ kind: ResetKind, _ users: String? = nil) -> Dialect {
        let title = "\(AdviceWriter.canonical(prefix))-Limit, -Remaining, -Reset: \(kind.rawValue)" + (users.map { " (\($0))" } ?? "")
        return Dialect(id: "\(prefix)-\(kind.suffix)", title: title, fields: fields(prefix, kind))
    }

    /// The early drafts of draft-ietf-httpapi-ratelimit-headers, with a field for each part.
    private static func draft(_ number: String, _ title: String, _ shape: Shape, policy: String? = nil) -> Dialect {
        var fields = fields("ratelimit", .deltaSeconds)
        (fields.shape, fields.policy) = (shape, policy)
        return Dialect(id: "ratelimit-draft-\(number)", title: title, fields: fields)
    }

    private static func fields(_ prefix: String, _ kind: ResetKind) -> Fields {
        Fields(limit: "\(prefix)-limit", remaining: "\(prefix)-remaining", reset: "\(prefix)-reset", shape: .separate, resetKind: kind)
    }

    /// A field each, with names of a vendor's own.
    private static func vendor(
        _ id: String, _ title: String, _ limit: String?, _ remaining: String?, _ reset: String?, _ resetKind: ResetKind
    ) -> Dialect {
        Dialect(id: id, title: title, fields: Fields(limit: limit, remaining: remaining, reset: reset, shape: .separate, resetKind: resetKind))
    }
}
