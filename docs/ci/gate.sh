#!/usr/bin/env bash
# A gate in plain shell: starts the service, waits until it answers, judges its limiter, and ends with rateproof's exit code.
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

status=0
rateproof run limiter --target "$URL" --wait 60s --keys 8 --set "contract.quota=$QUOTA" --set "contract.window=$WINDOW" \
    --out "$RESULTS/report.html" --out "$RESULTS/report.json" --out "$RESULTS/junit.xml" || status=$?

case $status in
    0) ;;
    1) echo "gate: the limiter breaks its contract; see $RESULTS/report.html" >&2 ;;
    2) echo "gate: a threshold is breached, or the baseline was better; see $RESULTS/report.html" >&2 ;;
    3) echo "gate: not everything could be decided; $RESULTS/report.html says what and why" >&2 ;;
    *) echo "gate: the run itself failed ($status); see $RESULTS/service.log" >&2 ;;
esac
exit "$status"
