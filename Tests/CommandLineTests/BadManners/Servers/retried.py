"""A proxy sends a request again whose answer was lost, for a --share of all: 50 ms later, and the API gives the answer
that it gave before. With --twice it is counted again.
"""
from service import *

options.add_argument("--share", type=float, default=0.03)
options.add_argument("--twice", action="store_true")


async def retried(service, request, connection):
    response = service.answer(request)
    if service.random.random() < service.settings.share:
        await asyncio.sleep(0.05)
        if service.settings.twice:
            return service.answer(request)
    return response


serve(retried)
