"""FastAPI with slowapi, as its README has it: a bearer token, and a count for each."""
import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPBearer
from serving import QUOTA, WINDOW, listener, tell
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded

limiter = Limiter(key_func=lambda request: request.headers.get("Authorization", "nobody"))
app = FastAPI()
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)


@app.get("/v1/search", operation_id="search")
@limiter.limit(f"{QUOTA}/{WINDOW} seconds")
async def search(request: Request, q: str = "x", token=Depends(HTTPBearer())):
    return {"q": q, "hits": []}


if __name__ == "__main__":
    socket = listener()
    tell(socket.getsockname()[1])
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[socket])
