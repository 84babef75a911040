"""What the servers beside this file share: each prints its port, alone on a line, and serves until its input ends."""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

QUOTA, WINDOW = 10, 3


def tell(port):
    """Says the port; from here on the end of the input ends this process."""
    print(port, flush=True)
    threading.Thread(target=lambda: os.read(0, 1) or os._exit(0), daemon=True).start()


def listener():
    """A socket on a port that the system chose, which takes connections from now on."""
    return socket.create_server(("127.0.0.1", 0), backlog=1024)


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request, address):
        """A client that hangs up is no news."""


def serve(application):
    """A WSGI application, a thread for each connection."""
    server = Threads(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    tell(server.server_port)
    server.serve_forever()


def free_port():
    with listener() as free:
        return free.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def start(command, configuration):
    """A server that takes its port from its configuration; it ends with this process."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with tempfile.TemporaryDirectory() as folder:
        # Somebody else may take the port before the server does: then it ends, and another port is tried.
        for _ in range(5):
            port = free_port()
            path = os.path.join(folder, "configuration")
            with open(path, "w") as file:
                file.write(configuration(port, folder))
            server = subprocess.Popen(command(path, folder), stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                while server.poll() is None and not answers(port):
                    time.sleep(0.05)
                if server.poll() is None:
                    print(port, flush=True)
                    sys.stdin.read()
                    return
            finally:
                server.terminate()
                server.wait()
        sys.exit("the server does not start")
