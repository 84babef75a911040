"""Nobody gets in, and only --why tells.

bearer  401 with WWW-Authenticate (cloud_controller_ng#2079); the token is the key where it is given
host    421 for every Host but api.example.test (tsenart/vegeta#610, rakyll/hey#50)
path    a router's 404
down    503 from a gateway
keys    403 for every key
body    422, whatever the lead
"""
from service import *

options.add_argument("--why", choices=["bearer", "host", "path", "down", "keys", "body"], default="bearer")


async def refused(service, request, connection):
    why = service.settings.why
    if why == "bearer":
        scheme, _, token = request.fields.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return problem(401, "missing bearer token", [("WWW-Authenticate", 'Bearer realm="api"')])
        request.fields["x-api-key"] = token
        return service.answer(request)
    if why == "host":
        if request.fields.get("host", "").split(":")[0] == "api.example.test":
            return service.answer(request)
        return Response(421, [], b"no such host here\n", "text/plain")
    return {"path": page(404), "down": page(503), "keys": problem(403, "forbidden"),
            "body": problem(422, "company: field required")}[why]


serve(refused)
