#!/bin/sh
# Flask-Limiter 4.1.1 (PyPI), fixed window, headers_enabled. Retry-After is what is left of the window with the part of a second cut off: in the last second it
# says 0 while requests are still refused, so that a client that honours it asks in a tight loop. RFC 9110, 10.2.3: the time to wait before the follow-up.
# Seen: 429 with Retry-After: 0, and the next request, sent at once, is refused too. What rateproof makes of it: RTA-03.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet install flask==3.1.3 flask-limiter==4.1.1 limits==5.8.0
cat > "$folder/try.py" <<'PY'
import time
from flask import Flask
from flask_limiter import Limiter

app = Flask(__name__)
limiter = Limiter(lambda: "all", app=app, storage_uri="memory://", strategy="fixed-window", headers_enabled=True)

@app.get("/")
@limiter.limit("1 per 3 seconds")
def root(): return "ok"

client = app.test_client()
client.get("/")
end = time.monotonic() + 10
while time.monotonic() < end:
    answer = client.get("/")
    if answer.status_code == 429 and answer.headers["Retry-After"] == "0":
        print("429 with Retry-After 0, and at once", client.get("/").status_code)
        break
    time.sleep(0.05)
PY
said=$("$folder/venv/bin/python" "$folder/try.py"); echo "$said"
[ "$said" = "429 with Retry-After 0, and at once 429" ]
