"""Date as it is in the field.

--two SECONDS  a proxy adds a second Date, from a clock that is so far ahead; above the app's with --above
--every, --lag a Date is made once in so many seconds, and up to so many later (by an event loop's tick)
--none         no Date at all
"""
from service import *

options.add_argument("--two", type=float)
options.add_argument("--above", action="store_true")
options.add_argument("--every", type=float, default=0)
options.add_argument("--lag", type=float, default=0)
options.add_argument("--none", action="store_true")


class Dates(Service):
    text, stale = "", 0

    def date(self):
        settings = self.settings
        if not settings.every:
            return super().date()
        if self.age >= self.stale:
            self.text = super().date()
            lag = settings.lag if self.random.random() < 0.5 else self.random.random() * settings.lag
            self.stale = self.age + settings.every + lag
        return self.text


async def dated(service, request, connection):
    response = finished(service.answer(request), service)
    if service.settings.none:
        response.drop("date")
    if service.settings.two is not None:
        other = ("Date", formatdate(time.time() + service.settings.two, usegmt=True))
        response.fields.insert(0 if service.settings.above else 1, other)
    return response.bytes(request.method)


serve(dated, Dates)
