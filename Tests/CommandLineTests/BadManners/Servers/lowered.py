"""The limit changes while the service runs, every --every seconds: the quota, three quarters of it, the quota; only in
the fields with --said.
"""
from service import *

options.add_argument("--every", type=float, default=3)
options.add_argument("--said", action="store_true")


class Lowered(Service):
    def changing(self):
        quota = self.settings.quota
        return quota if int(self.age / self.settings.every) % 2 == 0 else quota * 3 // 4

    def quota(self):
        return self.settings.quota if self.settings.said else self.changing()

    def advice(self, quota, remaining, end):
        return super().advice(self.changing(), max(0, remaining), end)


serve(sound, Lowered)
