"""Two processes accept on one socket and share their counters, as workers over one store do."""
import multiprocessing
from multiprocessing.managers import SyncManager
from service import *


class Shared(Service):
    def __init__(self, settings, store, lock):
        super().__init__(settings)
        self.windows, self.known, self.lock = store[0], store[1], lock

    def limited(self, request, work):
        with self.lock:
            return super().limited(request, work)


async def work(service, socket):
    await listen(service, sound, sock=socket)
    await asyncio.Event().wait()


def worker(settings, store, lock, socket):
    end_with_input()
    asyncio.run(work(Shared(settings, store, lock), socket))


if __name__ == "__main__":
    settings = options.parse_args()
    multiprocessing.set_start_method("fork")
    manager = SyncManager()
    manager.start(end_with_input)
    both = socket.create_server((settings.host, 0), backlog=1024)
    state = settings, (manager.dict(), manager.dict()), manager.Lock(), both
    other = multiprocessing.Process(target=worker, args=state, daemon=True)
    other.start()
    tell(both.getsockname()[1])
    worker(*state)
