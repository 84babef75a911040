import Endpoints
import LoadEngine
import Profiles
import Timeline
import Importing

/// Follows a redirect of the first answer, once, before a run: so no request of the run is spent on it.
enum Redirects {
    private static let followed = [307, 308]

    /// What is laid over the profile so that it asks where the target redirects to; nothing where it does not redirect.
    ///
    /// Throws: `Mistake` for a redirect to another host, which must not be given the keys.
    static func overrides(_ request: RunRequest) async throws -> [Override] {
        guard request.profile.target.followsRedirects, let url = request.profile.target.url else { return [] }
        let response = try await FewRequests(request).send([.create]).first?.attempt.response
        guard let response, followed.contains(response.status) else { return [] }
        guard let location = response.first("location") else {
            throw Mistake("the target redirects with \(response.status) and does not say where to. Give the url itself in target.url.")
        }
        // Only the path is followed: the query of the answer is that of one request, and may hold a key.
        let place = String(location.prefix { $0 != "?" && $0 != "#" })
        let scheme = url.isSecure ? "https:" : "http:"
        let whole = place.hasPrefix("//") ? scheme + place : place.hasPrefix("/") ? "\(scheme)//\(url.authority)\(place)" : place
        let to: TargetURL
        do throws(TargetURL.Malformed) { to = try TargetURL(whole) } catch {
            throw Mistake("the target redirects to \(place), which cannot be followed: \(error). Give the url itself in target.url.")
        }
        let isSecured = to.isSecure && !url.isSecure && to.host == url.host
        guard isSecured || to.authority == url.authority && to.isSecure == url.isSecure else {
            throw Mistake("the target redirects to another place, \(to), which must not be given the keys. If it is the one you mean, give it in target.url.")
        }
        let template = request.profile.endpoint.path
        let source = template.source
        let query = source.drop { $0 != "?" }
        guard source == query || !source.prefix(source.count - query.count).contains("${") else {
            throw Mistake("the target redirects to \(to), and the path of the profile has slots, which cannot be followed. Give the new path in request.path.")
        }
        Terminal.note("redirected with \(response.status) to \(to)")
        let flag = "target.redirects: follow"
        guard !request.profile.endpoint.isLeads else { return [Override(path: "target.url", value: YAMLText.quoted(to.text), flag: flag)] }
        let base = "\(to.isSecure ? "https" : "http")://\(to.authority)"
        let path = to.path.replacing("${", with: "$${") + query
        return [Override(path: "target.url", value: YAMLText.quoted(base), flag: flag),
                Override(path: "request.path", value: YAMLText.quoted(path), flag: flag)]
    }
}
