import Limiters
import Timeline

/// Looks for admissions that no limiter of a promise can have made.
///
/// Each was decided at some instant of its interval. Those whose intervals lie within a span were decided within it, whatever their order. So
/// where more lie within it than any limiter of the promise admits in a span of that length, one is too many.
struct ExcessSearch {
    private let envelope: Envelope
    private let clock: ClockOffset?

    init(_ envelope: Envelope, _ clock: ClockOffset?) {
        self.envelope = envelope
        self.clock = clock
    }

    /// An admission that was decided between two instants, one for each of its cost.
    private struct Job {
        var release: RunInstant
        var deadline: RunInstant
        var place: Int
    }

    /// So many deadlines are held against each beginning: more lie in no burst.
    private static let mostInOneSpan = 2_500

    /// The admissions that cannot all have been made, in order of departure; nothing where all can.
    ///
    /// `charges` in order of departure, all of one stretch without a long silence.
    func excess(in charges: [Charge]) -> [Charge]? {
        let jobs = jobs(charges)
        switch envelope.grid {
        case .none: return crowd(in: jobs).map { Self.charges($0, charges) }
        case .free, .epoch:
            guard charges.count <= PhaseCell.mostRequests, let end = lastOfMissEverywhere(jobs) else { return nil }
            // What came long before says nothing any more; the shortest tail that still cannot be is the witness.
            let all = Array(jobs[...end])
            var (tooShort, enough) = (0, all.count)
            while enough - tooShort > 1 {
                let middle = (tooShort + enough) / 2
                if lastOfMissEverywhere(Array(all.suffix(middle))) != nil { enough = middle } else { tooShort = middle }
            }
            return Self.charges(all.suffix(enough), charges)
        }
    }

    /// True where one more admission, within the interval of a request, would be one too many.
    func isFull(at request: Observation, after charges: [Charge]) -> Bool {
        guard let latest = request.latest else { return false }
        var all = charges
        let place = all.partitioningIndex { $0.from > request.earliest }
        all.insert(Charge(from: request.earliest, to: latest, cost: 1, observation: request), at: place)
        switch envelope.grid {
        case .none: return crowd(in: jobs(all), with: place) != nil
        case .free, .epoch: return all.count <= PhaseCell.mostRequests && lastOfMissEverywhere(jobs(all)) != nil
        }
    }

    private func jobs(_ charges: [Charge]) -> [Job] {
        charges.enumerated().flatMap { place, charge -> [Job] in
            guard let to = charge.to else { return [] }
            // One that costs several is taken as several that may be apart, which proves less.
            return Array(repeating: Job(release: charge.from - envelope.slack, deadline: to + envelope.slack, place: place), count: charge.cost)
        }
    }

    private static func charges(_ jobs: some Sequence<Job>, _ charges: [Charge]) -> [Charge] {
        Set(jobs.map(\.place)).sorted().map { charges[$0] }
    }

    // MARK: Spans

    /// More within a span than any limiter of the promise admits in one; where a place is given, only spans that hold it are looked at.
    private func crowd(in jobs: [Job], with place: Int? = nil) -> [Job]? {
        let must = place.flatMap { place in jobs.first { $0.place == place } }
        for first in jobs.indices {
            let begin = jobs[first].release
            if let must, must.release < begin { break }
            // Those that began later, by when they ended.
            let inside = jobs[first...].prefix(Self.mostInOneSpan).sorted { $0.deadline < $1.deadline }
            var (count, holds) = (0, must == nil)
            for job in inside {
                count += 1
                if job.place == place { holds = true }
                let span = job.deadline - begin
                let most = envelope.most(in: span + Contract.drift(over: span))
                if most >= inside.count { break }
                guard holds, count > most else { continue }
                return inside.prefix(count).sorted { $0.place < $1.place }
            }
        }
        return nil
    }

    // MARK: Grids

    /// Up to which job they cannot all have been admitted, wherever windows begin; nothing where some phase lets all in.
    private func lastOfMissEverywhere(_ jobs: [Job]) -> Int? {
        guard let first = jobs.first, let last = jobs.map(\.deadline).max() else { return nil }
        let drift = Contract.drift(over: last - first.release)
        var (open, looks, latest) = ([PhaseCell.all(of: envelope, clock, from: first.release, to: last)], 0, 0)
        while let cell = open.popLast() {
            looks += 1
            if let miss = miss(jobs, TimeMap(widening: drift + cell.half, shift: cell.middle)) {
                latest = max(latest, miss)
                continue
            }
            // What its middle admits is admitted; else half of the stretch may still be ruled out.
            guard looks <= PhaseCell.most, !cell.isFine,
                  miss(jobs, TimeMap(widening: drift, shift: cell.middle)) != nil else { return nil }
            open += cell.halves
        }
        return latest
    }

    /// The last of the jobs of a window that holds too many, where windows begin at one phase.
    private func miss(_ jobs: [Job], _ map: TimeMap) -> Int? {
        let window = envelope.limit.window.nanoseconds
        var windows: [Int64: [(end: WallInstant, index: Int)]] = [:]
        for (index, job) in jobs.enumerated() {
            let (begin, end) = (map.early(job.release), map.late(job.deadline))
            let number = begin.nanoseconds.flooredDivision(by: window)
            // What may lie on either side of a boundary fills neither window for certain.
            if end.nanoseconds.flooredDivision(by: window) == number { windows[number, default: []].append((end, index)) }
        }
        for number in windows.keys.sorted() {
            guard let inside = windows[number]?.sorted(by: { $0.end < $1.end }) else { continue }
            let before = envelope.fades ? windows[number - 1]?.count ?? 0 : 0
            for (count, job) in inside.enumerated() {
                let rest = Int128((number + 1) * window - job.end.nanoseconds)
                let faded = Int(Int128(before) * max(0, rest) / Int128(window))
                guard faded + count + 1 > envelope.limit.quota else { continue }
                return (inside.prefix(count + 1) + (windows[number - 1] ?? [])).map(\.index).max()
            }
        }
        return nil
    }
}
