"""A sound leads API on loopback; each server beside this file changes one thing of it. Python 3, standard library.

It prints its port, and serves until its input ends. It keeps the contract: a fixed window for each key, refusals that
cost nothing, three fields on every response, Retry-After on a 429, and a Date of this second.
"""
import argparse
import asyncio
import json
import math
import os
import random
import socket
import struct
import threading
import time
from email.utils import formatdate
from http.client import responses

options = argparse.ArgumentParser()
options.add_argument("--quota", type=int, default=10)
options.add_argument("--window", type=float, default=2)
options.add_argument("--anchor", choices=["epoch", "first"], default="epoch", help="from what windows are counted")
options.add_argument("--ppm", type=float, default=0, help="how fast the server's clock is, in millionths")
options.add_argument("--host", default="127.0.0.1")
options.add_argument("--seed", type=int, default=1)


class Request:
    def __init__(self, method, path, fields, body):
        self.method, self.path, self.fields, self.body = method, path, fields, body

    @property
    def key(self):
        return self.fields.get("x-api-key", "")


class Response:
    def __init__(self, status, fields=(), body=b"", kind="application/json"):
        self.status, self.body = status, body
        self.fields = ([("Content-Type", kind)] if body else []) + list(fields)

    def drop(self, *names):
        self.fields = [f for f in self.fields if f[0].lower() not in names]

    def bytes(self, method, version="1.1"):
        lines = ["HTTP/%s %d %s" % (version, self.status, responses.get(self.status, "Status"))]
        lines += ["%s: %s" % f for f in self.fields]
        return "\r\n".join(lines + ["", ""]).encode("latin-1") + (b"" if method == "HEAD" else self.body)


def problem(status, text, fields=()):
    return Response(status, fields, json.dumps({"error": text}).encode())


def page(status):
    """What a gateway says in its own name."""
    text = "<html><head><title>%d %s</title></head></html>" % (status, responses[status])
    return Response(status, [], text.encode(), "text/html")


class Service:
    """The limiter and the leads behind it."""

    def __init__(self, settings):
        self.settings = settings
        self.random = random.Random(settings.seed)
        self.born, self.epoch = time.monotonic(), time.time()
        self.windows, self.known = {}, {}
        self.connections, self.patience = set(), None

    @property
    def age(self):
        return time.monotonic() - self.born

    def now(self):
        return self.epoch + self.age * (1 + self.settings.ppm * 1e-6)

    def date(self):
        return formatdate(self.now(), usegmt=True)

    def window(self, key):
        """[begin, used] of the window that is open."""
        now, length = self.now(), self.settings.window
        window = self.windows.get(key)
        if window is None or now >= window[0] + length:
            begin = now if self.settings.anchor == "first" else math.floor(now / length) * length
            window = self.windows[key] = [begin, 0]
        return window

    def quota(self):
        return self.settings.quota

    def advice(self, quota, remaining, end):
        return [("X-RateLimit-Limit", quota), ("X-RateLimit-Remaining", remaining),
                ("X-RateLimit-Reset", math.ceil(end))]

    def answer(self, request):
        if not request.key.startswith("otr_"):
            return problem(401, "unauthorized")
        if request.path.split("?")[0] != "/api/v1/leads":
            return problem(404, "not found")
        return self.limited(request, self.lead)

    def limited(self, request, work):
        window, quota = self.window(request.key), self.quota()
        end = window[0] + self.settings.window
        if window[1] >= quota:
            wait = max(1, math.ceil(end - self.now()))
            return problem(429, "too many requests", self.advice(quota, 0, end) + [("Retry-After", wait)])
        self.windows[request.key] = [window[0], window[1] + 1]
        response = work(request)
        response.fields += self.advice(quota, quota - window[1] - 1, end)
        return response

    def lead(self, request):
        if request.method != "POST":
            return problem(405, "method not allowed", [("Allow", "POST")])
        try:
            address = json.loads(request.body)["email"]
            assert "@" in address
        except (ValueError, KeyError, AssertionError):
            return problem(422, "invalid lead")
        if address in self.known:
            return problem(409, "duplicate")
        self.known[address] = True
        return Response(201, [], json.dumps({"data": {"id": "cld_%d" % len(self.known), "email": address}}).encode())


class Connection:
    def __init__(self, reader, writer):
        self.reader, self.writer, self.served = reader, writer, 0
        self.opened = self.last = time.monotonic()

    async def request(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        fields = {}
        for line in filter(None, head[1:]):
            name, value = line.split(":", 1)
            fields[name.strip().lower()] = value.strip()
        body = await self.reader.readexactly(int(fields.get("content-length", 0)))
        return Request(method, path, fields, body)

    def reset(self):
        """Ends the connection with RST."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


def finished(response, service):
    """With the fields that the server itself writes."""
    if not any(name == "Date" for name, _ in response.fields):
        response.fields.insert(0, ("Date", service.date()))
    response.fields.append(("Content-Length", len(response.body)))
    return response


async def converse(service, manner, connection):
    service.connections.add(connection)
    try:
        while True:
            request = await asyncio.wait_for(connection.request(), service.patience)
            response = await manner(service, request, connection)
            if response is None:
                return
            if isinstance(response, Response):
                response = finished(response, service).bytes(request.method)
            connection.writer.write(response)
            await connection.writer.drain()
            connection.served, connection.last = connection.served + 1, time.monotonic()
            if request.fields.get("connection", "").lower() == "close":
                return
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.TimeoutError):
        pass
    finally:
        service.connections.discard(connection)
        connection.writer.close()


async def listen(api, manner, port=0, **more):
    def connected(reader, writer):
        return converse(api, manner, Connection(reader, writer))
    if "sock" not in more:
        more.update(host=api.settings.host, port=port)
    return await asyncio.start_server(connected, backlog=1024, **more)


INPUT = os.dup(0)


def end_with_input():
    threading.Thread(target=lambda: os.read(INPUT, 1) or os._exit(0), daemon=True).start()


def tell(port):
    print(port, flush=True)
    end_with_input()


def serve(manner, service=Service, **more):
    """`manner(service, request, connection)` gives a Response, whole bytes, or None where the connection is over."""
    async def run():
        server = await listen(service(options.parse_args()), manner, **more)
        tell(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def sound(service, request, connection):
    return service.answer(request)


if __name__ == "__main__":
    serve(sound)
