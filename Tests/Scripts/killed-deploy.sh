#!/usr/bin/env bash
# kill -9 in the middle of a deploy: the store opens, the app's state is told truthfully, and the deploy can be repeated.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Tests/Scripts/lib.sh

outcome() { shipit apps revisions shop/real/web -o json | python3 -c 'import json,sys; print(json.load(sys.stdin)[0]["deploy_status"])'; }
status() { shipit apps get shop/real/web -o json | python3 -c 'import json,sys; print(json.load(sys.stdin)["status"])'; }
count() { shipit apps revisions shop/real/web -o name | wc -l; }

start_simulator
shipit projects create shop >/dev/null
shipit clusters connect shop --name real --kubeconfig "$work/kubeconfig" >/dev/null
shipit apps create shop/real --name web --image local/web:1 --port 8080 >/dev/null
shipit apps deploy shop/real/web --watch-for 0s >/dev/null
shipit apps update shop/real/web --image local/slow:5s >/dev/null

# Killed while it waits for the rollout: the rollout itself goes on and succeeds.
"$bin/shipit-tui" apps deploy shop/real/web >"$work/deploy" 2>&1 &
deploy=$!
eventually grep -q "rollout to finish" "$work/deploy"
kill -9 "$deploy"
wait "$deploy" 2>/dev/null || true
[ "$(count)" = 2 ] || fail "the revision was lost"
case "$(outcome)" in deploying | success) ;; *) fail "a rollout that goes on is told as $(outcome)" ;; esac
settled() { [ "$(outcome)" = success ] && [ "$(status)" = running ]; }
eventually settled

# With the cluster away the deploy ends with 5, and what the store says is still there.
stop "${started[0]}"
shipit apps update shop/real/web --image local/web:3 >/dev/null
"$bin/shipit-tui" apps deploy shop/real/web >"$work/deploy" 2>&1 || code=$?
[ "${code:-0}" = 5 ] || fail "a cluster that is away ends a deploy with ${code:-0} instead of 5"
shipit apps list shop/real >/dev/null || fail "the store does not open"
echo "a killed deploy is told truthfully and can be repeated"
