import Endpoints
import LoadEngine
import Profiles
import Timeline

/// Follows a redirect of the first answer, once, before a run: so no request of the run is spent on it.
enum Redirects {
    private static let followed = [307, 308]

    /// What is laid over the profile so that it asks where the target redirects to; nothing where it does not redirect.
    ///
    /// Throws: `Mistake` for a redirect to another host, which must not be given the keys.
    static func overrides(_ request: RunRequest) async throws -> [Override] {
        guard request.profile.target.followsRedirects, let url = request.profile.target.url else { return [] }
        let response = try await FewRequests(request).send([.create]).first?.attempt.response
        guard let response, followed.contains(response.status), let location = response.first("location") else { return [] }
        let to: TargetURL
        do throws(TargetURL.Malformed) {
            to = try TargetURL(location.hasPrefix("/") ? "\(url.isSecure ? "https" : "http")://\(url.authority)\(location)" : location)
        } catch {
            throw Mistake("the target redirects to \(location), which cannot be followed: \(error). Give the url itself in target.url.")
        }
        guard to.host == url.host, to.isSecure || !url.isSecure else {
            throw Mistake("the target redirects to another host or without TLS, \(to), which must not be given the keys. If it is the one you mean, give it in target.url.")
        }
        Terminal.note("redirected with \(response.status) to \(to)")
        let flag = "target.redirects: follow"
        let place = Override(path: "target.url", value: RequestFlags.quoted(to.text), flag: flag)
        // A path that the profile spells out is replaced; one of the url comes with it.
        return request.profile.endpoint.isLeads ? [place] : [place, Override(path: "request.path", value: RequestFlags.quoted(to.path), flag: flag)]
    }
}
