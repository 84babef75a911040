"""Lets a process run for ON of every PERIOD milliseconds, as a CPU quota does: throttle.py PID ON PERIOD."""
import os
import signal
import sys
import time

pid, on, period = int(sys.argv[1]), float(sys.argv[2]) / 1_000, float(sys.argv[3]) / 1_000
try:
    while True:
        os.kill(pid, signal.SIGCONT)
        time.sleep(on)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(period - on)
except ProcessLookupError:
    pass
