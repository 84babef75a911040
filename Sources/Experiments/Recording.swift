import Conformance
import Endpoints
package import LoadEngine
package import Timeline

/// Carries out a plan in a world and hands over what was recorded, however the run ended.
package struct Recording: Sendable {
    package struct Settings: Sendable {
        package var keys: [APIKey]
        /// The most requests of the whole run.
        package var budget: Int
        /// The longest that one request may take.
        package var timeout: TimeSpan
        /// Connections to open before the first request.
        package var connections: Int
        /// True where nothing may be sent: the target is only connected to.
        package var sendsNothing = false
        /// For load of which only sums are kept; nothing where no field names a window.
        package var windows: WindowNaming?
        /// How answers are read.
        package var reading = AnswerReading()

        package init(keys: [APIKey], budget: Int, timeout: TimeSpan, connections: Int) {
            self.keys = keys
            self.budget = budget
            self.timeout = timeout
            self.connections = connections
        }
    }

    private let plan: RunPlan
    private let world: any World
    private let settings: Settings
    package let recorder: Recorder

    package init(_ plan: RunPlan, in world: any World, _ settings: Settings) {
        self.plan = plan
        self.world = world
        self.settings = settings
        recorder = Recorder(budget: settings.budget, summed: plan.summedPhases, windows: settings.windows, loops: 1 + world.helpers.count)
    }

    /// What opening connections took so far.
    package var connections: ConnectionRecord? { world.target.connections }

    /// How a run ended.
    package struct Outcome: Sendable {
        package var ended: RunInstant
        /// Nothing for a run that did all it had planned.
        package var partial: String?
        /// True where the target could not be reached, or stopped answering.
        package var targetLost = false
        /// What became of what was created; nothing where nobody said how to take it back.
        package var cleanUp: CleanUpRecord?

        /// How it stands while it goes on.
        package static func unfinished(at now: RunInstant) -> Outcome { Outcome(ended: now, partial: "the run goes on") }
    }

    /// Runs to the end, to the budget, to a lost target, or until the task is cancelled; then takes back what was created.
    package func run(progress: @escaping @Sendable (String) -> Void = { _ in }) async -> Outcome {
        var outcome = await measure(progress)
        guard let cleanUp = settings.reading.cleanUp else { return outcome }
        let created = recorder.created
        outcome.cleanUp = CleanUpRecord(created: created.count, removed: 0)
        guard !created.isEmpty else { return outcome }
        guard !Task.isCancelled, !outcome.targetLost else {
            outcome.cleanUp?.reason = "the run ended early"
            return outcome
        }
        progress("clean-up")
        let cleaner = CleanUp(world: world, keys: settings.keys, reading: settings.reading, timeout: settings.timeout, longest: cleanUp.longest)
        let record = try? await world.run { await cleaner.run(created) }
        outcome.cleanUp = record ?? outcome.cleanUp
        return outcome
    }

    private func measure(_ progress: @escaping @Sendable (String) -> Void) async -> Outcome {
        let driver = Driver(world: world, keys: settings.keys, recorder: recorder, timeout: settings.timeout, patience: plan.patience, reading: settings.reading)
        do {
            try await withTaskCancellationHandler {
                try await world.run {
                    try await world.target.prepare(connections: settings.connections)
                    for helper in world.helpers {
                        try await helper.run { try await helper.target.prepare(connections: max(1, settings.connections / (1 + world.helpers.count))) }
                    }
                    if !settings.sendsNothing { try await plan.run(driver, progress: progress) }
                }
            } onCancel: {
                for world in [world] + world.helpers { world.target.abort() }
            }
            return Outcome(ended: world.clock.now)
        } catch let problem as TargetUnavailable {
            return Outcome(ended: world.clock.now, partial: problem.description, targetLost: true)
        } catch let reason as TurnedAway {
            return Outcome(ended: world.clock.now, partial: reason.description, targetLost: true)
        } catch {
            // A sibling that was cancelled for it may have been quicker than the reason itself.
            let reason: any Error = driver.stop ?? error
            if reason is CancellationError { return Outcome(ended: world.clock.now, partial: "the run was stopped before its plan was done") }
            let isLost = if case Driver.Stop.targetLost = reason { true } else { false }
            return Outcome(ended: world.clock.now, partial: "\(reason)", targetLost: isLost)
        }
    }
}

extension RunPlan {
    /// How long a target that answered before and does not any more is waited for: longer than any limit lasts.
    var patience: TimeSpan { settings.contract.longestWindow * 2 + .seconds(1) }
}
