"""Flask-Limiter with its fields switched on: a POST, and a count for each team."""
from flask import Flask, jsonify, request
from flask_limiter import Limiter
from serving import QUOTA, WINDOW, serve

app = Flask(__name__)
limiter = Limiter(lambda: request.headers.get("X-Team-Key", "nobody"), app=app, storage_uri="memory://",
                  strategy="fixed-window", headers_enabled=True)


@app.post("/orders")
@limiter.limit(f"{QUOTA} per {WINDOW} seconds")
def orders():
    return jsonify(item=request.get_json()["item"]), 201


if __name__ == "__main__":
    serve(app)
