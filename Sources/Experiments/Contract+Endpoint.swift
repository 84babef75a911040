package import Conformance
package import Endpoints
import Timeline

extension Contract {
    /// What the endpoint can be asked, and under which names.
    package mutating func describe(_ endpoint: Endpoint) {
        offered = endpoint.offered
        isLeads = endpoint.isLeads
        guard !endpoint.isLeads else { return }
        operations = []
        variants = endpoint.variants.map { DeclaredVariant(operation: $0.operation, name: $0.name, cost: $0.cost) }
        func cost(_ operation: Operation) -> Int? { endpoint.variant(operation)?.cost }
        costs = Costs(conflict: cost(.duplicate), invalid: cost(.createInvalid))
    }
}
