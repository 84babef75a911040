"""A gateway answers some requests itself.

--share S       so many of all, with one of --status; --after: the API had decided already
--from, --to    only so many seconds after the start (a deploy)
--within A B    only so many seconds into a window (an outage that is there while keys are used up)
--paths         a router's 404 for paths that it does not know
"""
from service import *

options.add_argument("--share", type=float, default=0)
options.add_argument("--status", type=int, nargs="+", default=[502, 503])
options.add_argument("--after", action="store_true")
options.add_argument("--from", dest="begin", type=float, default=0)
options.add_argument("--to", dest="end", type=float, default=1e9)
options.add_argument("--within", type=float, nargs=2)
options.add_argument("--paths", action="store_true")


def intervenes(service):
    settings = service.settings
    if not settings.begin <= service.age < settings.end:
        return False
    if settings.within and not settings.within[0] <= service.now() % settings.window < settings.within[1]:
        return False
    return service.random.random() < settings.share


async def gateway(service, request, connection):
    if service.settings.paths and request.path.split("?")[0] != "/api/v1/leads":
        return Response(404, [], b"404 page not found\n", "text/plain")
    if not intervenes(service):
        return service.answer(request)
    if service.settings.after:
        service.answer(request)
    return page(service.random.choice(service.settings.status))


serve(gateway)
