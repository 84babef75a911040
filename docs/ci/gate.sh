#!/usr/bin/env bash
# A gate in plain shell: starts the service, waits until it answers, judges its limiter, and ends with rateproof's exit code. Where the service ends
# meanwhile, so does the gate.
#
#   SERVICE='./my-service --port 8080' URL=http://127.0.0.1:8080/api/v1/leads QUOTA=100 WINDOW=60s ./gate.sh
set -euo pipefail

SERVICE=${SERVICE:-rateproof serve --port 8080 --quota 20 --window 3s}
URL=${URL:-http://127.0.0.1:8080/api/v1/leads}
QUOTA=${QUOTA:-20}
WINDOW=${WINDOW:-3s}
RESULTS=${RESULTS:-rateproof-results}

mkdir -p "$RESULTS"
$SERVICE > "$RESULTS/service.log" 2>&1 &
service=$!
trap 'kill "$service" 2> /dev/null || true' EXIT

rateproof run limiter --target "$URL" --wait 60s --keys 8 --set "contract.quota=$QUOTA" --set "contract.window=$WINDOW" \
    --out "$RESULTS/report.html" --out "$RESULTS/report.json" --out "$RESULTS/junit.xml" &
run=$!

while kill -0 "$run" 2> /dev/null; do
    if ! kill -0 "$service" 2> /dev/null; then
        echo "gate: the service has ended; see $RESULTS/service.log" >&2
        kill "$run" 2> /dev/null || true
        break
    fi
    sleep 0.2
done
status=0
wait "$run" || status=$?
# Ended by the gate itself.
if [ "$status" -eq 143 ]; then status=4; fi

case $status in
    0) ;;
    1) echo "gate: the limiter breaks its contract; see $RESULTS/report.html" >&2 ;;
    2) echo "gate: a threshold is breached, or the baseline was better; see $RESULTS/report.html" >&2 ;;
    3) echo "gate: not everything could be decided; $RESULTS/report.html says what and why" >&2 ;;
    *) echo "gate: the run itself failed ($status); see $RESULTS/service.log" >&2 ;;
esac
exit "$status"
