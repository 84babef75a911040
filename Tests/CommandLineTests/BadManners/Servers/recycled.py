"""Kept connections end: after --each requests, or when one was silent for --idle seconds.

fin      closed behind the last answer, or when --idle has passed, without Connection: close
late     reset when the next request has come, which is not looked at (puma/puma#2627, drbrain/net-http-persistent#42)
silence  nothing is ever answered again (a NAT that has forgotten the connection)
"""
from service import *

options.add_argument("--how", choices=["fin", "late", "silence"], default="late")
options.add_argument("--each", type=int, default=0)
options.add_argument("--idle", type=float, default=0)


async def recycled(service, request, connection):
    how, each, idle = service.settings.how, service.settings.each, service.settings.idle
    over = each and connection.served >= each or idle and time.monotonic() - connection.last > idle
    if over and how == "late":
        return connection.reset()
    if over and how == "silence":
        return await asyncio.sleep(3_600)
    service.patience = idle if how == "fin" and idle else None
    response = service.answer(request)
    if how == "fin" and connection.served + 1 == each:
        connection.writer.write(finished(response, service).bytes(request.method))
        return None
    return response


serve(recycled)
