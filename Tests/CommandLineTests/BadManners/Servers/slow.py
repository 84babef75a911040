"""Every answer takes --delay seconds, which pass before the limiter is asked with --before; with --first N only the
first N answers do (a cold start), with --nth N one in N (a garbage collection).
"""
from service import *

options.add_argument("--delay", type=float, default=0.3)
options.add_argument("--before", action="store_true")
options.add_argument("--first", type=int, default=0)
options.add_argument("--nth", type=int, default=1)


class Slow(Service):
    asked = 0

    def delay(self):
        self.asked += 1
        settings = self.settings
        slow = self.asked <= settings.first if settings.first else self.asked % settings.nth == 0
        return settings.delay if slow else 0


async def slow(service, request, connection):
    delay = service.delay()
    if service.settings.before:
        await asyncio.sleep(delay)
        return service.answer(request)
    response = service.answer(request)
    await asyncio.sleep(delay)
    return response


serve(slow, Slow)
