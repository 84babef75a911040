"""The answers are right and look unusual.

--created N   a created lead is answered with another 2xx; a 204 has no body
--huge        remaining counts down from 9999999999999
--http10      HTTP/1.0, one request for each connection
--interim     100 and 103 come first
--chunked     chunks and a trailer section
--proxy       Via, Age and Cache-Status of a proxy
--case        names of fields in odd spelling, and their order by chance
--close       a 429 ends its connection
--retry-date  Retry-After is a date
--unlimited   no rate-limit fields, none promised
"""
from service import *

INTERIM = (b"HTTP/1.1 100 Continue\r\n\r\n"
           b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nX-RateLimit-Limit: 1\r\n\r\n")

options.add_argument("--created", type=int, default=201)
for name in "huge http10 interim chunked proxy case close retry-date unlimited".split():
    options.add_argument("--" + name, action="store_true")


class Spelling(Service):
    def advice(self, quota, remaining, end):
        if self.settings.unlimited:
            return []
        return super().advice(quota, 9999999999999 - quota + remaining if self.settings.huge else remaining, end)


async def spelled(service, request, connection):
    settings, response = service.settings, service.answer(request)
    if response.status == 201:
        response.status = settings.created
        if response.status == 204:
            response.body = b""
            response.drop("content-type")
    if settings.retry_date and response.status == 429:
        response.drop("retry-after")
        end = service.window(request.key)[0] + settings.window
        response.fields.append(("Retry-After", formatdate(math.ceil(end), usegmt=True)))
    finished(response, service)
    if settings.close and response.status == 429:
        response.fields.append(("Connection", "close"))
        connection.writer.write(response.bytes(request.method))
        return None
    if settings.proxy:
        response.fields += [("Via", "1.1 edge, 1.0 inner"), ("Age", "0"), ("Cache-Status", "edge; fwd=method")]
    if settings.case:
        pick = service.random.choice
        odd = lambda name: "".join(pick((c.upper(), c.lower())) for c in name)
        response.fields = [(odd(name), value) for name, value in response.fields]
        service.random.shuffle(response.fields)
    if response.status == 204:
        response.drop("content-length")
    if settings.chunked:
        response.drop("content-length")
        response.fields += [("Transfer-Encoding", "chunked"), ("Trailer", "X-Checksum")]
        parts = filter(None, (response.body[:5], response.body[5:]))
        chunks = [b"%x;part\r\n%s\r\n" % (len(part), part) for part in parts]
        response.body = b"".join(chunks) + b"0\r\nX-Checksum: 1\r\n\r\n"
    if settings.http10:
        connection.writer.write(response.bytes(request.method, "1.0"))
        return None
    return (INTERIM if settings.interim else b"") + response.bytes(request.method)


serve(spelled, Spelling)
