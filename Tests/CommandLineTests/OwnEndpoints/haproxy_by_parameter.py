"""An HAProxy stick table keyed by a query parameter. The argument is the program."""
import sys
from serving import QUOTA, WINDOW, start


def configuration(port, folder):
    return f"""
global
  maxconn 2048
defaults
  mode http
  timeout client 30s
  timeout server 5s
  timeout connect 5s
frontend api
  bind 127.0.0.1:{port}
  stick-table type string len 64 size 10k expire 30s store http_req_rate({WINDOW}s)
  http-request track-sc0 url_param(api_key)
  http-request deny deny_status 429 if {{ sc_http_req_rate(0) gt {QUOTA} }}
  http-request return status 200 content-type application/json string "{{}}"
"""


if __name__ == "__main__":
    program = sys.argv[1]
    start(lambda path, folder: [program, "-db", "-f", path], configuration)
