#!/usr/bin/env bash
# Plays the recorded scenarios against shipit-simulator over its socket and compares the answers with the recording.
#
# usage: replay.sh [SIMULATOR]    needs python3 with requests and pyyaml; takes about two minutes
#        LEAST=n                  how many exchanges must answer alike (a real server gets 144 to 146 of 146)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
simulator=${1:-$here/../../.build/debug/shipit-simulator}
fixtures=$here/../Fixtures/kube-1.36
scratch=$(mktemp -d)
"$simulator" --port 0 --kubeconfig "$scratch/kubeconfig" >"$scratch/address" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 100); do [ -s "$scratch/address" ] && break; sleep 0.1; done

python3 "$fixtures/record.py" "$scratch/kubeconfig" "$scratch/got"
mkdir "$scratch/recorded"
cp "$fixtures"/[0-9]*.jsonl "$scratch/recorded"  # The streams are not exchanges.
python3 "$fixtures/compare.py" "$scratch/recorded" "$scratch/got" | tee "$scratch/result" || true
alike=$(grep -oE '[0-9]+ of [0-9]+' "$scratch/result" | tail -n 1 | cut -d' ' -f1)
[ "${alike:-0}" -ge "${LEAST:-144}" ]
