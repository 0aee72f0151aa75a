#!/usr/bin/env bash
# Plays the recorded scenarios against shipit-simulator over its socket and compares the answers with the recording.
#
# usage: replay.sh [SIMULATOR]    needs python3 with requests and pyyaml; takes about two minutes
#        LEAST=n                  how many exchanges must answer alike (a real server gets 144 to 146 of 146: whether the deployment
#                                 controller writes its first status between the two applies that begin 03 is a race, there too)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
simulator=${1:-$here/../../.build/debug/shipit-simulator}
fixtures=$here/../Fixtures/kube-1.36
scratch=$(mktemp -d)
"$simulator" --port 0 --kubeconfig "$scratch/kubeconfig" >"$scratch/address" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 100); do [ -s "$scratch/address" ] && break; sleep 0.1; done

# What the recorded cluster had before: a list of all deployments tells how many remain.
url=$(cat "$scratch/address")/as/admin
post() { curl -sf -o /dev/null -H 'Content-Type: application/json' -d "$2" "$url$1"; }
post /api/v1/namespaces '{"metadata":{"name":"upstream-probe"}}'
for _ in $(seq 100); do  # Its pods need its service account.
  curl -sf -o /dev/null "$url/api/v1/namespaces/upstream-probe/serviceaccounts/default" && break
  sleep 0.1
done
for place in default/web upstream-probe/z; do
  labels='{"app":"'${place#*/}'"}'
  post "/apis/apps/v1/namespaces/${place%/*}/deployments" '{"metadata":{"name":"'${place#*/}'","labels":'$labels'},
    "spec":{"replicas":2,"selector":{"matchLabels":'$labels'},
      "template":{"metadata":{"labels":'$labels'},"spec":{"containers":[{"name":"c","image":"local/web:1.0"}]}}}}'
done

python3 "$fixtures/record.py" "$scratch/kubeconfig" "$scratch/got"
mkdir "$scratch/recorded"
cp "$fixtures"/[0-9]*.jsonl "$scratch/recorded"  # The streams are not exchanges.
python3 "$fixtures/compare.py" "$scratch/recorded" "$scratch/got" | tee "$scratch/result" || true
alike=$(grep -oE '[0-9]+ of [0-9]+' "$scratch/result" | tail -n 1 | cut -d' ' -f1)
[ "${alike:-0}" -ge "${LEAST:-144}" ]
