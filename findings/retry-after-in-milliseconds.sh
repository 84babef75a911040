#!/bin/sh
# act-ratelimit 1.0.0 (PyPI, a limiter for FastAPI). A backend tells in milliseconds how long a client has to wait; the default callback
# puts that number into Retry-After as it is. RFC 9110, 10.2.3 counts seconds there, so a client that honours it waits a thousand times too long.
# Seen: status 429, Retry-After: 20000 for a wait of 20 s. What rateproof makes of it: RTA-07 (longer than a window; it looks like milliseconds).
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install act-ratelimit==1.0.0 fastapi==0.115.14 httpx==0.28.1
cat > "$folder/try.py" <<'PY'
from contextlib import asynccontextmanager
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from act_ratelimit import ACTRatelimit
from act_ratelimit.backends import BaseBackend
from act_ratelimit.depends import RateLimiter

class Full(BaseBackend):
    """Says that the limit is reached and that 20 seconds of it are left."""
    async def check(self, key, times, limit, strategy): return 20_000
    async def close(self): pass

@asynccontextmanager
async def life(app):
    await ACTRatelimit.init(Full())
    yield

app = FastAPI(lifespan=life)
@app.get("/", dependencies=[Depends(RateLimiter(times=5, seconds=60))])
async def root(): return {}

with TestClient(app) as client:
    answer = client.get("/")
    print("status", answer.status_code, "Retry-After", answer.headers.get("retry-after"))
PY
said=$("$folder/venv/bin/python" "$folder/try.py"); echo "$said"
[ "$said" = "status 429 Retry-After 20000" ]
