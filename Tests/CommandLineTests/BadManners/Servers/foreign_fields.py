"""Fields of real services that are in no table of ours.

docker   RateLimit-Limit: 20;w=3 and RateLimit-Remaining: 19;w=3, no reset (docker/hub-feedback#2081); with --gaps
         every tenth lacks its number
aspnet   X-Rate-Limit-Limit: 3s, -Remaining: 19, -Reset: an ISO timestamp; none on a 429 (AspNetCoreRateLimit#31)
"""
from datetime import datetime, timezone
from service import *

options.add_argument("--dialect", choices=["docker", "aspnet"], default="docker")
options.add_argument("--gaps", action="store_true")


class Docker(Service):
    responses = 0

    def advice(self, quota, remaining, end):
        self.responses += 1
        gap = self.settings.gaps and self.responses % 10 == 0
        window = int(self.settings.window)
        return [("RateLimit-Limit", "%s;w=%d" % ("" if gap else quota, window)),
                ("RateLimit-Remaining", "%s;w=%d" % ("" if gap else remaining, window)),
                ("Docker-RateLimit-Source", "127.0.0.1")]


class AspNet(Service):
    def advice(self, quota, remaining, end):
        moment = datetime.fromtimestamp(end, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
        return [("X-Rate-Limit-Limit", "%ds" % self.settings.window), ("X-Rate-Limit-Remaining", remaining),
                ("X-Rate-Limit-Reset", moment)]


async def foreign(service, request, connection):
    response = service.answer(request)
    if isinstance(service, AspNet) and response.status == 429:
        response.drop("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "content-type")
        response.fields.append(("Content-Type", "text/plain"))
        response.body = b"API calls quota exceeded!"
    return response


serve(foreign, {"docker": Docker, "aspnet": AspNet}[options.parse_args().dialect])
