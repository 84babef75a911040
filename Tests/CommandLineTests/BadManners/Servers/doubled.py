"""The app and a proxy both write the rate-limit fields: each stands on two equal lines, on one response in --every
(laurentS/slowapi#33).
"""
from service import *

options.add_argument("--every", type=int, default=1)


class Doubled(Service):
    responses = 0

    def advice(self, quota, remaining, end):
        self.responses += 1
        fields = super().advice(quota, remaining, end)
        return fields * 2 if self.responses % self.settings.every == 0 else fields


serve(sound, Doubled)
