import Yams

/// The profiles of `profiles/`, inside the tool, so that it works in every folder.
package enum ShippedProfiles {
    package struct Shipped: Sendable {
        package var name: String
        package var text: String

        /// Its own, in a sentence.
        package var summary: String { ((try? Yams.compose(yaml: text))?["summary"]?.string) ?? "" }
    }

    /// By name.
    package static let all = [
        ("compare", PackageResources.compare_yaml), ("conformance", PackageResources.conformance_yaml),
        ("graphql", PackageResources.graphql_yaml), ("identify", PackageResources.identify_yaml),
        ("leads-contract", PackageResources.leads_contract_yaml), ("limiter", PackageResources.limiter_yaml), ("quick", PackageResources.quick_yaml),
        ("search", PackageResources.search_yaml), ("smoke", PackageResources.smoke_yaml),
    ].map { Shipped(name: $0, text: String(decoding: $1, as: UTF8.self)) }
}
