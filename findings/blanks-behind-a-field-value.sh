#!/bin/sh
# uvicorn 0.54.0 with httptools 0.9.0 (its parser where both are installed): blanks behind a field's value reach the application; with h11 they
# do not. RFC 9110, 5.5 says that they are no part of the value. An application that looks a key up as it comes sees two keys, and its limiter two buckets.
# Seen: httptools b'k  ', h11 b'k'. What rateproof makes of it: KEY-05 tells it, as a recommendation where made-up keys are accepted.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install uvicorn==0.54.0 httptools==0.9.0 h11==0.16.0
cat > "$folder/try.py" <<'PY'
import asyncio, socket, uvicorn

async def app(scope, receive, send):
    value = dict(scope["headers"]).get(b"x-api-key")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": repr(value).encode()})

async def ask(parser):
    listener = socket.socket(); listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=parser, lifespan="off", log_level="error"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started: await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-API-Key: k  \r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    server.should_exit = True
    await task
    return "k  " in answer.decode()

async def main():
    for parser in ("httptools", "h11"):
        print(parser, "keeps blanks" if await ask(parser) else "drops blanks")

asyncio.run(asyncio.wait_for(main(), 30))
PY
said=$("$folder/venv/bin/python" "$folder/try.py"); echo "$said"
[ "$said" = "httptools keeps blanks
h11 drops blanks" ]
