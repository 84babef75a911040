"""Connections break.

--share S   so many requests are reset, one half before the API has decided, one half after
--hole T    so many seconds after the start every open connection falls silent; new ones work
"""
from service import *

options.add_argument("--share", type=float, default=0)
options.add_argument("--hole", type=float, default=0)


async def breaking(service, request, connection):
    hole = service.settings.hole
    if hole and service.age >= hole and connection.opened < service.born + hole:
        return await asyncio.sleep(3_600)
    if service.random.random() >= service.settings.share:
        return service.answer(request)
    if service.random.random() < 0.5:
        service.answer(request)
    return connection.reset()


serve(breaking)
