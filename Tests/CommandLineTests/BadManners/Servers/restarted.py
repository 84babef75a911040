"""After --at seconds the process restarts: every connection is reset, nothing listens for --down seconds, and the
counters, which are kept elsewhere, are as they were.
"""
from service import *

options.add_argument("--at", type=float, default=3)
options.add_argument("--down", type=float, default=0.3)


async def run():
    service = Service(options.parse_args())
    server = await listen(service, sound)
    port = server.sockets[0].getsockname()[1]
    tell(port)
    await asyncio.sleep(service.settings.at)
    server.close()
    for connection in list(service.connections):
        connection.reset()
    await asyncio.sleep(service.settings.down)
    await listen(service, sound, port)
    await asyncio.Event().wait()


asyncio.run(run())
