"""Bodies are compressed although nobody asked for it (kittors/CliRelay#1052, HubSpot/hapipy#45)."""
import gzip
import zlib
from service import *

options.add_argument("--coding", choices=["gzip", "deflate", "br"], default="gzip")


def stored(body):
    """Brotli's plainest form: one block as it is, and an empty last one (RFC 7932, 9.2)."""
    return (1 << 20 | len(body) - 1 << 4).to_bytes(3, "little") + body + b"\x03"


async def compressed(service, request, connection):
    response = service.answer(request)
    coding = service.settings.coding
    response.body = {"gzip": gzip.compress, "deflate": zlib.compress, "br": stored}[coding](response.body)
    response.fields += [("Content-Encoding", coding), ("Vary", "Accept-Encoding")]
    return response


serve(compressed)
