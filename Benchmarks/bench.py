#!/usr/bin/env python3
"""Measures rateproof: throughput next to other load tools, pacing, stalls of the server, memory, allocations, many keys, and the judge.

Needs Linux, Python 3.9 or newer, gcc, and for some commands nginx and openssl. What it prints is Markdown. README.md beside this file says how to
read it.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import platform
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / ".build" / "release" / "rateproof"
ROUTE = "/api/v1/leads"

EXAMPLES = """examples:
  swift build -c release
  Benchmarks/bench.py throughput                                    against nginx, at 16, 64 and 256 connections
  Benchmarks/bench.py throughput --server fast --rounds 7           where nginx would be the limit
  Benchmarks/bench.py throughput --tls --connections 64
  Benchmarks/bench.py throughput --h2 --peers h2load,hey
  Benchmarks/bench.py pacing --rates 1000,5000
  Benchmarks/bench.py stall --json stall.json
  Benchmarks/bench.py memory --seconds 20
  Benchmarks/bench.py allocations
  Benchmarks/bench.py keys --rate 5000
  Benchmarks/bench.py judge --attempts 200000
"""


class Problem(Exception):
    """Something that the user must mend, or a run that gave nothing to measure."""


# MARK: Host


def cores():
    """The core of the server and the core of the clients; twice nothing where there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return (usable[0], usable[1]) if len(usable) >= 2 else (None, None)


def cpu_model():
    """The name that the processor gives itself."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model", "cpu model"):
            return value.strip()
    return platform.machine()


def host_line():
    """One line about the machine, without which numbers mean nothing."""
    return f"Host: {os.cpu_count()} cores, Linux {platform.release()}, {cpu_model()}."


def busy_note():
    """A warning where others use the machine, too."""
    load = os.getloadavg()[0]
    return [f"This machine was busy when this began (load average {load:.1f}): do not trust the numbers."] if load > 0.7 else []


def allow_many_files():
    """Raises the limit of open files as far as it goes; the programs that are started inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


# MARK: Processes


@dataclasses.dataclass
class Measured:
    """One finished process and what it used."""

    text: str
    code: int
    wall: float
    cpu: float
    peak_rss: int
    rss: list  # (seconds since the start, bytes)

    def rss_at(self, second):
        """The resident memory at a second after the start, as the last look before it found it."""
        return next((size for moment, size in reversed(self.rss) if moment <= second), 0)


def pin(core):
    """What a child does first, so that it runs on one core."""
    return (lambda: os.sched_setaffinity(0, {core})) if core is not None else None


def memory_of(pid):
    """Resident memory and its peak in bytes; zeros once the process has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0, 0
    sizes = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", status, re.MULTILINE))
    return int(sizes.get("VmRSS", 0)) * 1024, int(sizes.get("VmHWM", 0)) * 1024


def cpu_of(pid):
    """User and system seconds of a server so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        raise Problem("the server has ended") from None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(command, core, folder, patience):
    """Runs a command to its end and measures it; one that takes longer than `patience` seconds is killed.

    CPU time is that of wait4. The peak of memory is read from /proc while it runs: wait4's counts this interpreter before the exec, too.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        began = time.monotonic()
        environment = {**os.environ, "NO_COLOR": "1"}
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder, env=environment,
                                 preexec_fn=pin(core))
        peak, rss, usage = 0, [], None
        try:
            while usage is None:
                now, highest = memory_of(child.pid)
                peak = max(peak, highest)
                elapsed = time.monotonic() - began
                if now and (not rss or elapsed - rss[-1][0] >= 0.1):
                    rss.append((elapsed, now))
                if elapsed > patience:
                    child.kill()
                time.sleep(0.01)
                usage = reap(child)
        finally:
            if usage is None:
                child.kill()
                reap(child, wait=True)
        wall = time.monotonic() - began
        output.seek(0)
        text = output.read()
    if wall > patience:
        raise Problem(f"{Path(command[0]).name} was not done after {patience:.0f} s and was killed")
    return Measured(text, child.returncode, wall, usage.ru_utime + usage.ru_stime, peak, rss)


def reap(child, wait=False):
    """What an ended child used; nothing while it runs."""
    pid, status, usage = os.wait4(child.pid, 0 if wait else os.WNOHANG)
    if pid == 0:
        return None
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage


# MARK: Servers


@dataclasses.dataclass
class Server:
    """A server that is up."""

    url: str
    pid: int
    certificate: Path = None
    protocols: Path = None  # nginx writes the protocol of each connection here

    @property
    def port(self):
        return int(self.url.split(":")[2].split("/")[0])


@contextlib.contextmanager
def ended(process):
    """Ends a server, however its use ended."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def build_server(folder):
    """Compiles server.c."""
    program = folder / "server"
    if not program.exists():
        require("gcc")
        subprocess.run(["gcc", "-O2", "-Wall", "-o", program, HERE / "server.c"], check=True)
    return program


@contextlib.contextmanager
def fast_server(folder, *options):
    """server.c on the server's core, on a port of its own choice."""
    command = [build_server(folder), *map(str, options)]
    with ended(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=pin(cores()[0]))) as process:
        with process.stdout:
            found = re.fullmatch(r"port (\d+)\n", process.stdout.readline())
        if not found:
            raise Problem("server.c did not start")
        yield Server(f"http://127.0.0.1:{found[1]}{ROUTE}", process.pid)


def lead_body():
    """The lead that nginx answers with; as long as that of server.c."""
    lead = {
        "id": "4be0c1d2-7a53-4f9e-9d1b-52c6a8f03e77", "email": "rate.proof@example.com", "firstName": "Rate", "lastName": "Proof",
        "company": "Example GmbH", "phone": "+41 44 000 00 00", "source": "api", "status": "new", "score": 50,
        "tags": ["benchmark", "loopback"], "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z",
        "notes": "Answered without being stored: a benchmark.",
    }
    return json.dumps({"success": True, "data": lead}, separators=(",", ":"))


def nginx_config(folder, port, tls, h2):
    """One worker that does as little as nginx can.

    Remaining differs from response to response, as it would in earnest. With HTTP/2 the first request of each connection is logged with its
    protocol, which shows what a client really spoke.
    """
    listen = f"127.0.0.1:{port} backlog=4096{' ssl' if tls else ''}{' http2' if h2 else ''}"
    certificate = f"ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;" if tls else ""
    log = f"log_format protocol $server_protocol; access_log {folder}/protocols protocol if=$is_first;" if h2 else "access_log off;"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    spools = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return f"""
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 8192; multi_accept on; }}
http {{
  map $connection_requests $is_first {{ 1 1; default 0; }}
  {log}
  {spools}
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  default_type application/json;
  server {{
    listen {listen};
    {certificate}
    location = {ROUTE} {{
      add_header X-RateLimit-Limit 1000000000 always;
      add_header X-RateLimit-Remaining $connection$connection_requests always;
      add_header X-RateLimit-Reset 2000000000 always;
      return 201 '{lead_body()}';
    }}
  }}
}}
"""


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    """A self-signed certificate for 127.0.0.1, with a P-256 key as most servers have today."""
    require("openssl")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
               "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "server.key", "-out", folder / "server.pem"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"openssl made no certificate: {done.stderr.strip()}")
    return folder / "server.pem"


@contextlib.contextmanager
def nginx(folder, tls, h2):
    """nginx on the server's core."""
    program = require("nginx", "/usr/sbin/nginx")
    port = free_port()
    certificate = make_certificate(folder) if tls else None
    config = folder / "nginx.conf"
    config.write_text(nginx_config(folder, port, tls, h2))
    command = [program, "-p", folder, "-c", config, "-e", folder / "nginx.log"]
    with ended(subprocess.Popen(command, preexec_fn=pin(cores()[0]))) as process:
        wait_for(port, process)
        yield Server(f"http{'s' if tls else ''}://127.0.0.1:{port}{ROUTE}", process.pid, certificate, folder / "protocols" if h2 else None)


def wait_for(port, process):
    """Returns when a server accepts connections."""
    for _ in range(100):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise Problem("the server did not start")


# MARK: Peers


@dataclasses.dataclass
class Peer:
    """Another load tool: how to call it, and how to read what it prints.

    `closed` takes a Call and gives the arguments; `read` takes the text and gives the number of requests and of seconds.
    """

    closed: callable
    read: callable
    h2: bool = False


@dataclasses.dataclass
class Call:
    """What every tool is asked for."""

    url: str
    connections: int
    seconds: int
    h2: bool
    folder: Path

    @property
    def body(self):
        return str(self.folder / "lead.json")


# The request of all peers is as long as that of rateproof and has the same fields.
KEY = "otr_rpf00000000000000x0001"
FIELDS = {"X-API-Key": KEY, "Accept": "application/json", "User-Agent": "rateproof", "Content-Type": "application/json"}
LEAD = ('{"email":"rateproof.20260101-000000-0000.0@example.com","firstName":"Rate","lastName":"Proof","company":"rateproof",'
        '"source":"api","notes":"rateproof run 20260101-000000-0000"}')


def write_requests(folder):
    """The body as a file, and the same request as a script for wrk."""
    (folder / "lead.json").write_text(LEAD)
    fields = "".join(f'wrk.headers["{name}"] = "{value}"\n' for name, value in FIELDS.items())
    (folder / "post.lua").write_text(f"wrk.method = 'POST'\nwrk.body = '{LEAD}'\n{fields}")


def header_options(*without):
    """`-H` for each field that a tool does not set by an option of its own."""
    return [part for name, value in FIELDS.items() if name not in without for part in ("-H", f"{name}: {value}")]


def number(pattern, text):
    """The number that a pattern finds; an output without it is a failed run."""
    found = re.search(pattern, text)
    if not found:
        raise Problem("could not read the output: " + " / ".join(text.strip().splitlines()[-3:]))
    return float(found[1])


def refuse_if(pattern, text):
    """A run with failed requests is not a measurement."""
    if found := re.search(pattern, text):
        raise Problem(f"requests failed: {found[0].strip()}")


def wrk_arguments(call):
    return ["-t1", f"-c{call.connections}", f"-d{call.seconds}s", "-s", str(call.folder / "post.lua"), call.url]


def read_wrk(text):
    refuse_if(r"Non-2xx or 3xx responses:.*|Socket errors:.*", text)
    requests = number(r"(\d+) requests in", text)
    return requests, requests / number(r"Requests/sec:\s+([\d.]+)", text)


def ab_arguments(call):
    # -t also sets the number of requests, so -n comes after it.
    return ["-q", "-k", "-t", str(call.seconds), "-n", "50000000", "-c", str(call.connections), "-p", call.body, "-T", FIELDS["Content-Type"],
            *header_options("Content-Type"), call.url]


def read_ab(text):
    refuse_if(r"Failed requests:\s+[1-9].*|Non-2xx responses:\s+[1-9].*", text)
    return number(r"Complete requests:\s+(\d+)", text), number(r"Time taken for tests:\s+([\d.]+)", text)


def hey_arguments(call):
    protocol = ["-h2"] if call.h2 else []
    return ["-z", f"{call.seconds}s", "-c", str(call.connections), *protocol, "-m", "POST", "-D", call.body, "-T", FIELDS["Content-Type"],
            *header_options("Content-Type"), call.url]


def read_hey(text):
    refuse_if(r"Error distribution:\s*\S.*|\[(?!201)\d+\]\s+\d+ responses", text)
    # The number of responses that it prints stops at a million; rate and time do not.
    seconds = number(r"Total:\s+([\d.]+) secs", text)
    return round(number(r"Requests/sec:\s+([\d.]+)", text) * seconds), seconds


def h2load_arguments(call):
    protocol = [] if call.h2 else ["--h1"]
    # As rateproof does, up to a hundred streams share a connection of HTTP/2.
    connections = -(-call.connections // 100) if call.h2 else call.connections
    return ["-t1", "-D", str(call.seconds), "-c", str(connections), "-m", str(call.connections // connections), *protocol, "-d", call.body, *header_options(), call.url]


def read_h2load(text):
    refuse_if(r"[1-9]\d* (failed|errored|timeout)", text)
    requests = number(r"(\d+) succeeded", text)
    return requests, requests / number(r"finished in [\d.]+\w+, ([\d.]+) req/s", text)


PEERS = {
    "wrk": Peer(wrk_arguments, read_wrk),
    "ab": Peer(ab_arguments, read_ab),
    "hey": Peer(hey_arguments, read_hey, h2=True),
    "h2load": Peer(h2load_arguments, read_h2load, h2=True),
}

# Tools that keep a rate: the arguments for a Call and a rate.
PACED = {
    "wrk2": lambda call, rate: [f"-R{rate}", *wrk_arguments(call)],
    "hey": lambda call, rate: ["-q", f"{rate / call.connections:g}", *hey_arguments(call)],
}


def present(names, known, notes):
    """Those of the names that are installed; what is left out and why goes into the notes."""
    found = []
    for name in names:
        if name not in known:
            raise Problem(f"--peers {name}: known are {', '.join(known)}")
        if shutil.which(name):
            found.append(name)
        else:
            notes.append(f"{name} is not installed and was left out.")
    return found


def require(name, *otherwise):
    """The path of a program that there is no doing without."""
    for candidate in (name, *otherwise):
        if path := shutil.which(candidate):
            return path
    raise Problem(f"{name} is needed and not installed")


# MARK: rateproof


def load_profile(url, arrivals, seconds, in_flight, certificate=None, history="none"):
    """A profile that puts load on a server and does nothing else.

    Nothing is judged and no history is kept unless it is asked for. The quota is above what any server reaches, and the validity limits are
    wide: the lateness of a saturated client is a finding here, not a mistake.
    """
    trust = f", trust: {json.dumps(str(certificate))}" if certificate else ""
    return f"""name: benchmark
target: {{ kind: http, url: "{url}", timeout: 30s{trust} }}
contract: {{ quota: 1000000, window: 60s }}
keys: {{ count: 2 }}
in_flight: {in_flight}
load:
  - {{ name: load, arrivals: {arrivals}, duration: {seconds}s, in_flight: {in_flight} }}
checks: none
history: {history}
validity: {{ lag_p99: 1h, missed: 100% }}
budget: {{ requests: 100000000 }}
"""


def mock_profile(attempts):
    """A profile that makes a long history in virtual time, with every check and a load far over the quota."""
    rate = 5000
    return f"""name: judged
target: {{ kind: mock }}
contract: {{ quota: 100, window: 60s, operations: [create, import, delete] }}
keys: {{ count: 64 }}
history: full
load:
  - {{ name: load, arrivals: {{ constant: {{ rate: {rate}/s }} }}, duration: {max(1, attempts // rate)}s, in_flight: 256 }}
budget: {{ requests: {attempts + 1000000} }}
"""


def closed(workers):
    """Each worker sends when its last request is answered."""
    return f"{{ closed: {{ workers: {workers} }} }}"


def constant(rate):
    """Requests come when they are due."""
    return f"{{ constant: {{ rate: {rate}/s }} }}"


class Rateproof:
    """The program under measurement."""

    def __init__(self, options):
        self.program = Path(options.rateproof).resolve()
        if not os.access(self.program, os.X_OK):
            raise Problem(f"{options.rateproof} is not there; build it with `swift build -c release`, or say where it is with --rateproof")
        self.overrides = [part for override in options.set for part in ("--set", override)]

    @property
    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def run(self, profile, folder, patience, core, history=False):
        """Runs a profile and gives the process, the report, and the path of the history."""
        for old in ("report.json", "run.history.jsonl"):
            (folder / old).unlink(missing_ok=True)
        (folder / "benchmark.yaml").write_text(profile)
        outputs = ["--out", "report.json"] + (["--out", "run.history.jsonl"] if history else [])
        done = measure([str(self.program), "run", "benchmark.yaml", "--quiet", *outputs, *self.overrides], core, folder, patience)
        report = folder / "report.json"
        if not report.exists():
            raise Problem(f"rateproof ended with {done.code}: {done.text.strip()[-500:]}")
        return done, json.loads(report.read_text()), folder / "run.history.jsonl"

    def load(self, server, arrivals, seconds, in_flight, folder, history=False):
        """Puts load on a server; gives the process, the report and the history."""
        profile = load_profile(server.url, arrivals, seconds, in_flight, server.certificate, "full" if history else "none")
        # Judging and writing what was recorded may take longer than recording it.
        done, report, path = self.run(profile, folder, 60 + 20 * seconds, cores()[1], history)
        if report["run"]["partial"]:
            raise Problem(f"rateproof ended early: {report['run']['partial']}")
        return done, report, path


def admitted(report):
    """How many requests of the load were admitted; the rest must be nothing."""
    counts = {entry["outcome"]: entry["count"] for entry in report["latency"]}
    others = {outcome: count for outcome, count in counts.items() if outcome != "admitted"}
    if others:
        raise Problem(f"requests failed: {others}")
    if not counts:
        raise Problem("no request was admitted")
    return counts["admitted"]


def load_cpu(report):
    """CPU seconds of rateproof until the last response, without judging and writing."""
    return (report["generator"]["cpu_share"] or 0) * report["run"]["duration_s"]


# MARK: Tables


def table(heads, rows):
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def spread(values, form="{:.2f}"):
    """The median with the least and the most in brackets."""
    if not values:
        return "–"
    middle = form.format(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({form.format(min(values))}–{form.format(max(values))})"


def middle(values, form="{:.0f}"):
    """The median alone."""
    return form.format(statistics.median(values)) if values else "–"


def quantile(ascending, share):
    """The smallest value that at least this share of all do not exceed."""
    rank = -(-len(ascending) * round(share * 100000) // 100000)
    return ascending[max(0, min(len(ascending), rank) - 1)]


def mib(size):
    return size / (1 << 20)


class Output:
    """Gathers what a command found, prints it, and writes it down."""

    def __init__(self, options, rateproof, title):
        self.options, self.title, self.version = options, title, rateproof.version
        self.notes, self.runs = busy_note(), []

    def tell(self, text):
        """Progress, for whoever waits."""
        print(text, file=sys.stderr, flush=True)

    def add(self, **run):
        self.runs.append(run)

    def ok(self, **wanted):
        """The runs without a problem that have these values."""
        return [run for run in self.runs if "problem" not in run and all(run[name] == value for name, value in wanted.items())]

    def finish(self, *tables):
        """Prints title, tables, notes and host; writes the JSON."""
        failed = [run for run in self.runs if "problem" in run]
        notes = self.notes + [f"{label(run)} was left out: {run['problem']}" for run in failed]
        remarks = ["\n".join(f"- {note}" for note in notes)] if notes else []
        host = f"{host_line()} rateproof {self.version}."
        print("\n\n".join([f"**{self.title}**", *tables, *remarks, host]))
        if self.options.json:
            settings = {key: value for key, value in vars(self.options).items() if key != "function"}
            record = {"title": self.title, "settings": settings, "host": host, "notes": notes, "runs": self.runs}
            Path(self.options.json).write_text(json.dumps(record, indent=1) + "\n")
        return 1 if failed else 0


def label(run):
    """What tells a run from the others."""
    forms = {"client": "{}", "connections": "{} connections", "rate": "{}/s", "round": "round {}"}
    return ", ".join(form.format(run[key]) for key, form in forms.items() if key in run)


@contextlib.contextmanager
def attempt(output, **run):
    """Adds what the block fills in, or the problem that it met: one failure does not end a series."""
    try:
        yield run
    except (Problem, OSError) as problem:
        run["problem"] = str(problem)
    output.add(**run)
    output.tell(f"{label(run)}: " + (run.get("problem") or run.get("brief", "done")))


# MARK: Throughput


def throughput(options, rateproof, folder):
    """Closed loop: every tool as fast as it can, at the same number of connections, against the same server."""
    options.tls = options.tls or options.h2
    if options.h2:
        rateproof.overrides += ["--set", 'target.http="2"']
    if options.server == "fast" and options.tls:
        raise Problem("server.c speaks plain HTTP/1.1 only; use --server nginx with --tls and --h2")
    kind = "HTTP/2 over TLS" if options.h2 else "HTTP/1.1 over TLS" if options.tls else "HTTP/1.1"
    server_name = "nginx" if options.server == "nginx" else "server.c"
    output = Output(options, rateproof, f"Throughput against {server_name}, {kind}, {options.rounds} × {options.seconds} s")
    clients = ["rateproof", *throughput_peers(options, output.notes)]
    write_requests(folder)
    up = nginx(folder, options.tls, options.h2) if options.server == "nginx" else fast_server(folder)
    with up as server:
        for round in range(options.rounds):
            # Nobody always comes after the same one.
            order = clients[round % len(clients):] + clients[:round % len(clients)]
            for connections in options.connections:
                for client in order:
                    with attempt(output, client=client, connections=connections, round=round + 1) as run:
                        run.update(one_throughput(rateproof, client, server, connections, options, folder))
    reference = next((client for client in ("wrk", "h2load") if client in clients), None)
    if any(run["protocols"] not in ([], ["HTTP/2.0"]) for run in output.ok(client="rateproof")):
        output.notes.append("rateproof did not speak HTTP/2 here; see the last column.")
    if cores()[0] is None:
        output.notes.append("One core only: server and clients took turns on it, so nothing here ranks anything.")
    return output.finish(throughput_table(output, options.connections, clients, reference, options.h2))


def throughput_peers(options, notes):
    """The peers that are installed and speak the protocol."""
    peers = present(options.peers, PEERS, notes)
    if not options.h2:
        return peers
    notes.extend(f"{peer} speaks no HTTP/2 and was left out." for peer in peers if not PEERS[peer].h2)
    return [peer for peer in peers if PEERS[peer].h2]


def one_throughput(rateproof, client, server, connections, options, folder):
    """One run of one client."""
    before, seen = cpu_of(server.pid), protocol_count(server)
    if client == "rateproof":
        done, report, _ = rateproof.load(server, closed(connections), options.seconds, connections, folder)
        # The requests that are under way at the end are waited for and counted: as many too many as there are connections, at most.
        requests, seconds, extra = admitted(report), options.seconds, {"load_cpu_s": load_cpu(report)}
    else:
        call = Call(server.url, connections, options.seconds, options.h2, folder)
        done = measure([client, *PEERS[client].closed(call)], cores()[1], folder, 30 + options.seconds)
        if done.code != 0:
            raise Problem(f"{client} ended with {done.code}: {done.text.strip()[-200:]}")
        (requests, seconds), extra = PEERS[client].read(done.text), {}
    if requests == 0:
        raise Problem("no request was answered")
    run = dict(requests=int(requests), seconds=seconds, per_second=requests / seconds, cpu_s=done.cpu, cpu_per_million=done.cpu / requests * 1e6,
               peak_rss=done.peak_rss, wall_s=done.wall, server_busy=(cpu_of(server.pid) - before) / seconds,
               protocols=protocols_since(server, seen), **extra)
    if "load_cpu_s" in run:
        run["load_cpu_per_million"] = run["load_cpu_s"] / requests * 1e6
    run["brief"] = f"{run['per_second']:.0f}/s, CPU {run['cpu_per_million']:.2f} s/1M"
    return run


def protocol_count(server):
    """How many connections nginx has noted."""
    return len(server.protocols.read_text().split()) if server.protocols else 0


def protocols_since(server, count):
    """The protocols of the connections since then."""
    return sorted(set(server.protocols.read_text().split()[count:])) if server.protocols else []


def pairs(output, client, reference, connections, value):
    """A client's value over that of the reference, round by round."""
    others = {run["round"]: run[value] for run in output.ok(client=reference, connections=connections)}
    return [run[value] / others[run["round"]] for run in output.ok(client=client, connections=connections) if run["round"] in others]


def throughput_table(output, counts, clients, reference, h2):
    """Medians over the rounds, with the least and the most."""
    heads = ["connections", "client", "req/s", f"× {reference}", "CPU s/1M", "of it load", f"CPU × {reference}", "peak RSS MiB", "server busy"]
    if reference is None:
        output.notes.append("Neither wrk nor h2load took part, so there are no ratios.")
        heads[3], heads[6] = "ratio", "CPU ratio"
    rows = []
    for connections in counts:
        for client in clients:
            runs = output.ok(client=client, connections=connections)
            column = lambda field: [run[field] for run in runs if field in run]
            row = [connections, client, spread(column("per_second"), "{:.0f}"), spread(pairs(output, client, reference, connections, "per_second")),
                   spread(column("cpu_per_million")), spread(column("load_cpu_per_million")),
                   spread(pairs(output, client, reference, connections, "cpu_per_million")),
                   spread([mib(size) for size in column("peak_rss")], "{:.1f}"), middle([100 * share for share in column("server_busy")], "{:.0f} %")]
            if h2:
                row.append(", ".join(sorted({protocol for run in runs for protocol in run["protocols"]})) or "–")
            rows.append(row)
    return table(heads + (["spoken"] if h2 else []), rows)


# MARK: Pacing


def pacing(options, rateproof, folder):
    """Open loop: how evenly requests arrive at a server that notes when."""
    output = Output(options, rateproof, f"Arrivals at the server, {options.connections} connections, {options.rounds} × {options.seconds} s")
    clients = ["rateproof", *present(options.peers, PACED, output.notes)]
    write_requests(folder)
    for round in range(options.rounds):
        for rate in options.rates:
            for client in clients:
                with attempt(output, client=client, rate=rate, round=round + 1) as run:
                    run.update(one_pacing(rateproof, client, rate, options, folder))
    return output.finish(pacing_table(output, options.rates, clients))


def one_pacing(rateproof, client, rate, options, folder):
    """One run of one client against a server of its own."""
    log = folder / "arrivals.log"
    extra = {}
    with fast_server(folder, "--log", log) as server:
        if client == "rateproof":
            done, report, history = rateproof.load(server, constant(rate), options.seconds, options.connections, folder, history=True)
            extra = dict(early=early_departures(history), missed=report["throughput"]["missed"], lag_ms=report["generator"]["lag_ms"])
        else:
            call = Call(server.url, options.connections, options.seconds, False, folder)
            done = measure([client, *PACED[client](call, rate)], cores()[1], folder, 30 + options.seconds)
    arrivals = [int(line) for line in log.read_text().split()]
    run = {**grid_lateness(arrivals, rate, options.seconds), **extra, "requests": len(arrivals), "cpu_per_million": done.cpu / len(arrivals) * 1e6}
    run["brief"] = f"{run['achieved_percent']:.2f} %, late p50 {run['late_p50_us']:.0f} µs, p99 {run['late_p99_us']:.0f} µs"
    return run


def early_departures(history):
    """How many requests left before they were due; there must be none. Lines of attempts are arrays, see docs/decisions/0005."""
    early = 0
    with open(history) as lines:
        for line in lines:
            if line.startswith("["):
                attempt = json.loads(line)
                scheduled, departed = attempt[5], attempt[6]
                early += departed is not None and departed < scheduled
    return early


def grid_lateness(arrivals, rate, seconds):
    """How arrivals lie against the best grid of this rate, and how far apart they are.

    The ends are cut off. The grid is as early as 99 % of the arrivals allow: an arrival that is ahead of it counts as on time. A tool
    that keeps another rate than asked drifts away from the grid, and is late by that.
    """
    if len(arrivals) < 100:
        raise Problem(f"only {len(arrivals)} requests arrived")
    first, last = arrivals[0] + seconds * 1e8, arrivals[-1] - seconds * 4e7
    kept = [instant for instant in arrivals if first <= instant <= last]
    if len(kept) < 100:
        raise Problem(f"only {len(kept)} requests arrived between the ends")
    offsets = sorted((instant - kept[0]) / 1e3 - index * 1e6 / rate for index, instant in enumerate(kept))
    gaps = sorted((after - before) / 1e3 for before, after in zip(kept, kept[1:]))
    grid = quantile(offsets, 0.01)
    late = [max(0.0, offset - grid) for offset in offsets]
    return {
        "achieved_percent": 100 * (len(kept) - 1) / ((kept[-1] - kept[0]) / 1e9) / rate,
        "late_p50_us": quantile(late, 0.5), "late_p99_us": quantile(late, 0.99), "late_max_us": late[-1],
        "gap_p1_us": quantile(gaps, 0.01), "gap_p50_us": quantile(gaps, 0.5), "gap_p99_us": quantile(gaps, 0.99),
    }


def pacing_table(output, rates, clients):
    """Medians over the rounds; early departures are added up."""
    heads = ["rate", "client", "achieved", "late p50 µs", "late p99 µs", "gap p1 / p50 / p99 µs", "early", "missed", "CPU s/1M"]
    rows = []
    for rate in rates:
        for client in clients:
            runs = output.ok(client=client, rate=rate)
            column = lambda field: [run[field] for run in runs if field in run]
            total = lambda field: sum(column(field)) if column(field) else "–"
            gaps = " / ".join(middle(column(f"gap_{share}_us")) for share in ("p1", "p50", "p99"))
            rows.append([f"{rate}/s", client, middle(column("achieved_percent"), "{:.2f} %"), spread(column("late_p50_us"), "{:.0f}"),
                         spread(column("late_p99_us"), "{:.0f}"), gaps, total("early"), total("missed"), middle(column("cpu_per_million"), "{:.1f}")])
    early = sum(run.get("early", 0) for run in output.runs)
    if early:
        output.notes.append(f"{early} requests of rateproof left before they were due: that is a defect.")
    return table(heads, rows)


# MARK: Stall


SHARES = {"p90": 0.9, "p95": 0.95, "p99": 0.99, "p99.9": 0.999}


def stall(options, rateproof, folder):
    """Open loop against a server that stops now and then: are the response times those of the schedule?"""
    if options.stall >= options.every or options.seconds * 1000 % options.every:
        raise Problem("--stall must be less than --every, and --seconds a multiple of it")
    output = Output(options, rateproof, f"Response times at {options.rate}/s for {options.seconds} s; the server stops for {options.stall} ms "
                                        f"every {options.every} ms; {options.rounds} ×")
    truth = stall_truth(options)
    # Whatever is due during a stall must be able to wait, and what comes while that is worked off.
    in_flight = max(64, 2 * options.rate * options.stall // 1000)
    for round in range(options.rounds):
        with attempt(output, client="rateproof", round=round + 1) as run:
            with fast_server(folder, "--stall", options.stall, "--every", options.every) as server:
                _, report, _ = rateproof.load(server, constant(options.rate), options.seconds, in_flight, folder)
            run.update(requests=admitted(report), missed=report["throughput"]["missed"], response_ms=response_times(report))
            run["brief"] = ", ".join(f"{share} {value:.2f} ms" for share, value in run["response_ms"].items())
    asked = options.rate * options.seconds
    output.notes.append(f"{middle([run['requests'] for run in output.ok()])} of {asked} requests were sent and answered.")
    output.notes.append("The truth is arithmetic, with a server that takes no time between stalls; from less than 1 ms no deviation is given.")
    return output.finish(stall_table(output, truth))


def stall_truth(options):
    """The response time of each request by its due instant alone: what is left of the stall that it falls into."""
    period, waits = options.every, []
    for index in range(options.rate * options.seconds):
        offset = index * 1000 / options.rate % period
        waits.append(max(0.0, options.stall - offset))
    waits.sort()
    return {name: quantile(waits, share) for name, share in SHARES.items()}


def response_times(report):
    """Percentiles of the admitted requests. p95 is a point of the curve; the others have fields of their own."""
    entry = next(entry for entry in report["latency"] if entry["outcome"] == "admitted")
    fields, curve = entry["response_time_ms"], {point["share"]: point["ms"] for point in entry["curve"]}
    if 0.95 not in curve:
        raise Problem("too few requests for p95")
    return {"p90": fields["p90"]["value"], "p95": curve[0.95], "p99": fields["p99"]["value"], "p99.9": fields["p99_9"]["value"]}


def stall_table(output, truth):
    """One row for each percentile."""
    rows = []
    for share, true in truth.items():
        seen = [run["response_ms"][share] for run in output.ok()]
        deviations = [100 * (value / true - 1) for value in seen] if true >= 1 else []
        rows.append([share, f"{true:.1f}", spread(seen), spread(deviations, "{:+.1f} %")])
    return table(["percentile", "truth ms", "rateproof ms", "deviation"], rows)


# MARK: Memory


def memory(options, rateproof, folder):
    """Closed loop for a long time: how much memory the run takes, and how it grows."""
    output = Output(options, rateproof, f"Memory, closed loop against server.c for {options.seconds} s")
    for connections in options.connections:
        with attempt(output, client="rateproof", connections=connections) as run, fast_server(folder) as server:
            done, report, _ = rateproof.load(server, closed(connections), options.seconds, connections, folder)
            requests = admitted(report)
            early, late = done.rss_at(min(1, options.seconds / 2)), done.rss_at(options.seconds)
            run.update(requests=requests, per_second=requests / options.seconds, rss_after_1s=early, rss_end_of_load=late,
                       peak_rss=done.peak_rss, after_load_s=done.wall - report["run"]["duration_s"], rss=done.rss)
            run["brief"] = f"peak {mib(done.peak_rss):.1f} MiB"
    return output.finish(memory_table(output))


def memory_table(output):
    """One row for each number of connections."""
    heads = ["connections", "requests", "RSS after 1 s, MiB", "RSS at the end of the load, MiB", "peak RSS, MiB", "peak bytes/request",
             "start, judging and writing, s"]
    rows = [[run["connections"], run["requests"], f"{mib(run['rss_after_1s']):.1f}", f"{mib(run['rss_end_of_load']):.1f}",
             f"{mib(run['peak_rss']):.1f}", f"{run['peak_rss'] / run['requests']:.0f}", f"{run['after_load_s']:.2f}"] for run in output.ok()]
    return table(heads, rows)


# MARK: Allocations


def build_counter(folder):
    """Compiles allocations.c."""
    library = folder / "allocations.so"
    if not library.exists():
        require("gcc")
        subprocess.run(["gcc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library, HERE / "allocations.c"], check=True)
    return library


def allocations(options, rateproof, folder):
    """How often a request allocates: runs of two lengths, and the difference between them."""
    output = Output(options, rateproof, f"Allocations against server.c, {options.seconds} s and {2 * options.seconds} s")
    kinds = {f"closed, {options.connections} workers": closed(options.connections), f"open, {options.rate}/s": constant(options.rate)}
    counted = folder / "allocations"
    for kind, arrivals in kinds.items():
        with attempt(output, client="rateproof", load=kind) as run, fast_server(folder) as server:
            totals = []
            for seconds in (options.seconds, 2 * options.seconds):
                with environment(LD_PRELOAD=str(build_counter(folder)), ALLOCATIONS=str(counted)):
                    _, report, _ = rateproof.load(server, arrivals, seconds, 256, folder)
                totals.append((admitted(report), int(counted.read_text())))
            (few, fewer), (many, more) = totals
            run.update(requests=many - few, allocations=more - fewer, per_request=(more - fewer) / max(1, many - few))
            run["brief"] = f"{run['per_request']:.3f} for each request"
    rows = [[run["load"], run["requests"], run["allocations"], f"{run['per_request']:.3f}"] for run in output.ok()]
    return output.finish(table(["load", "more requests", "more allocations", "for each request"], rows))


@contextlib.contextmanager
def environment(**variables):
    """Sets variables for programs that are started meanwhile."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


# MARK: Many keys


def keys_profile(options):
    """Load over many keys of the self-hosted target, judged by nothing but its own count of windows."""
    return f"""
name: keys
target: {{ kind: self-hosted }}
contract: {{ quota: {options.quota}, window: 60s }}
keys: {{ count: {options.keys} }}
checks: none
history: judged
budget: {{ requests: 100000000 }}
load:
  - {{ name: load, arrivals: {{ constant: {{ rate: {options.rate}/s }} }}, duration: {options.seconds}s, keys: all, in_flight: 512 }}
"""


def keys(options, rateproof, folder):
    """Many keys at once against the self-hosted target: what each was given in each of its windows."""
    output = Output(options, rateproof, f"{options.keys} keys, {options.rate}/s for {options.seconds} s, self-hosted, {options.quota} per 60 s")
    with attempt(output, client="rateproof") as run:
        done, report, history = rateproof.run(keys_profile(options), folder, 120 + 2 * options.seconds, None, history=True)
        windows = [window for line in history.read_text().splitlines() if '"windows"' in line for window in json.loads(line).get("windows", [])]
        used = [window for window in windows if window["limited"] > 0 or window["admitted"] >= options.quota]
        run.update(sent=report["throughput"]["sent"], valid=report["generator"]["valid"], lag_p99_ms=report["generator"]["lag_ms"]["p99"]["value"],
                   windows=len(windows), used_up=len(used), exact=sum(window["admitted"] == options.quota for window in used),
                   most=max((window["admitted"] for window in windows), default=0), peak_rss=done.peak_rss)
        run["brief"] = f"{run['exact']} of {run['used_up']} used-up windows exact"
    rows = [[run["sent"], "yes" if run["valid"] else "no", f"{run['lag_p99_ms']:.2f}", run["windows"], run["used_up"], run["exact"], run["most"],
             f"{mib(run['peak_rss']):.0f}"] for run in output.ok()]
    heads = ["sent", "valid", "lag p99, ms", "windows of keys", "used up", "with exactly the quota", "most admitted", "peak RSS, MiB, server included"]
    return output.finish(table(heads, rows))


# MARK: Judge


def judge(options, rateproof, folder):
    """Makes a long history in virtual time, and times `rateproof check` on it."""
    output = Output(options, rateproof, f"rateproof check, {options.runs} ×")
    output.tell("making the history …")
    patience = 120 + options.attempts / 1000
    making, _, history = rateproof.run(mock_profile(options.attempts), folder, patience, None, history=True)
    size = history.stat().st_size
    with open(history, "rb") as lines:
        attempts = sum(1 for _ in lines) - 2  # the header and the ending
    again = [str(rateproof.program), "check", str(history), "--quiet", "--out", "again.json"]
    for round in range(options.runs):
        with attempt(output, client="check", round=round + 1) as run:
            done = measure(again, None, folder, patience)
            if not (folder / "again.json").exists():
                raise Problem(f"rateproof ended with {done.code}: {done.text.strip()[-300:]}")
            run.update(attempts=attempts, wall_s=done.wall, cpu_s=done.cpu, peak_rss=done.peak_rss, exit_code=done.code, brief=f"{done.wall:.2f} s")
    output.notes.append(f"The history has {attempts} attempts in {mib(size):.0f} MiB; the mock run that made it took {making.wall:.1f} s.")
    return output.finish(judge_table(output, attempts))


def judge_table(output, attempts):
    """One row."""
    column = lambda field: [run[field] for run in output.ok()]
    rates = [attempts / seconds for seconds in column("wall_s")]
    return table(["attempts", "wall s", "CPU s", "attempts/s", "peak RSS MiB"],
                 [[attempts, spread(column("wall_s")), spread(column("cpu_s")), middle(rates), middle([mib(size) for size in column("peak_rss")])]])


# MARK: Command line


def positive(text):
    """A whole number above zero."""
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return value


def numbers(text):
    """Whole numbers above zero, separated by commas."""
    return [positive(part) for part in text.split(",")]


def names(text):
    """Names, separated by commas; none for an empty text."""
    return [part for part in text.split(",") if part]


def common_options():
    """What every command takes."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--rateproof", metavar="PATH", default=str(BUILT), help="the program to measure; default .build/release/rateproof")
    options.add_argument("--set", metavar="PATH=VALUE", action="append", default=[],
                         help="set a field of the profile, as in `rateproof run --set`; may be repeated")
    options.add_argument("--json", metavar="FILE", help="write the numbers of every single run here, too")
    return options


def parse():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(function, *arguments):
        made = commands.add_parser(function.__name__, parents=[common_options()], help=function.__doc__, description=function.__doc__)
        for flag, settings in arguments:
            made.add_argument(flag, **settings)
        made.set_defaults(function=function)

    def count(default, text):
        return dict(type=positive, default=default, metavar="N", help=f"{text}; default {default}")

    def several(default, text):
        usual = ",".join(map(str, default))
        return dict(type=numbers, default=default, metavar="N,…", help=f"{text}; default {usual}")

    command(throughput,
            ("--server", dict(choices=["nginx", "fast"], default="nginx", help="nginx (default), or server.c, which is faster")),
            ("--connections", several([16, 64, 256], "connections")), ("--rounds", count(5, "rounds")), ("--seconds", count(2, "of each run")),
            ("--peers", dict(type=names, default=list(PEERS), metavar="NAME,…", help=f"other tools; default {','.join(PEERS)}")),
            ("--tls", dict(action="store_true", help="HTTP/1.1 over TLS")), ("--h2", dict(action="store_true", help="HTTP/2 over TLS")))
    command(pacing,
            ("--rates", several([1000, 5000, 20000], "requests per second")), ("--connections", count(64, "connections")),
            ("--rounds", count(3, "rounds")), ("--seconds", count(5, "of each run")),
            ("--peers", dict(type=names, default=list(PACED), metavar="NAME,…", help=f"other tools that keep a rate; default {','.join(PACED)}")))
    command(stall,
            ("--rate", count(2000, "requests per second")), ("--stall", count(200, "ms that the server stops")),
            ("--every", count(2000, "ms from one stall to the next")), ("--rounds", count(3, "rounds")), ("--seconds", count(8, "of each run")))
    command(memory, ("--connections", several([256], "connections")), ("--seconds", count(60, "of the load")))
    command(allocations, ("--connections", count(64, "connections")), ("--rate", count(10000, "requests per second of the open model")),
            ("--seconds", count(3, "of the shorter run")))
    command(keys, ("--keys", count(10000, "keys")), ("--rate", count(16667, "requests per second")), ("--quota", count(20, "per minute for each key")),
            ("--seconds", count(60, "of the load")))
    command(judge, ("--attempts", count(1000000, "attempts of the load; the experiments add some")),
            ("--runs", count(5, "runs of `rateproof check`")))
    return parser.parse_args()


def main():
    if not sys.platform.startswith("linux"):
        sys.exit("bench.py: Linux only; it reads /proc, and server.c waits with epoll")
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended and the folder is removed
    allow_many_files()
    try:
        with tempfile.TemporaryDirectory(prefix="rateproof-bench-") as folder:
            return options.function(options, Rateproof(options), Path(folder).resolve())
    except Problem as problem:
        sys.exit(f"bench.py: {problem}")
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
