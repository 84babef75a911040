"""POST is redirected to the path with a slash at its end, where the API is (tokio-rs/axum#681)."""
from service import *

options.add_argument("--status", type=int, default=307)


async def redirect(service, request, connection):
    if request.path == "/api/v1/leads":
        return Response(service.settings.status, [("Location", "/api/v1/leads/")])
    request.path = request.path.replace("/api/v1/leads/", "/api/v1/leads")
    return service.answer(request)


serve(redirect)
