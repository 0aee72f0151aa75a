#!/usr/bin/env bash
# Two processes deploy the same app, through one store and one cluster: both finish, one after the other, as two revisions.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Tests/Scripts/lib.sh

# Begins a deploy in the background, of which $work/NAME tells.
deploy() {
  "$bin/shipit-tui" apps deploy shop/real/web --watch-for 0s --message "$1" >"$work/$1" 2>&1 &
  deploys+=($!)
}

# Every deploy that was begun has ended well.
finish() {
  for pid in "${deploys[@]}"; do wait "$pid" || fail "a deploy ended with $?: $(cat "$work"/first* "$work"/second*)"; done
  deploys=()
}

# The newest two of N revisions succeeded, and the later began when the earlier had ended.
in_order() {
  shipit apps revisions shop/real/web --limit 2 -o json | python3 -c '
import json, sys
later, earlier = json.load(sys.stdin)
assert [later["revision_number"], earlier["revision_number"]] == [int(sys.argv[1]), int(sys.argv[1]) - 1], "numbers"
assert later["deploy_status"] == earlier["deploy_status"] == "success", "outcomes"
assert {later["deploy_message"], earlier["deploy_message"]} == set(sys.argv[2:]), "messages"
assert later["created_at"] >= earlier["deployed_at"], "one began before the other had ended"
' "$@" || fail "the revisions: $(shipit apps revisions shop/real/web -o json)"
}

deploys=()
start_simulator
shipit projects create shop >/dev/null
shipit clusters connect shop --name real --kubeconfig "$work/kubeconfig" >/dev/null
shipit apps create shop/real --name web --image local/slow:2s --port 8080 >/dev/null

# At once: whoever comes second waits.
deploy first
deploy second
finish
in_order 2 first second

# In the middle of another: it says that it waits, and deploys what was asked for in the meantime.
shipit apps update shop/real/web --env ROUND=2 >/dev/null
deploy first-again
eventually grep -q "rollout to finish" "$work/first-again"
shipit apps update shop/real/web --env ROUND=3 >/dev/null
deploy second-again
finish
grep -q "waiting for another deploy of web to end" "$work/second-again" || fail "it does not say that it waits"
in_order 4 first-again second-again
shipit apps get shop/real/web -o json | grep -q '"ROUND": "3"' || fail "the later wish was lost"
[ "$(shipit apps get shop/real/web -o json | python3 -c 'import json,sys; print(json.load(sys.stdin)["status"])')" = running ] ||
  fail "the app is not told to run"
shipit apps verify shop/real/web >/dev/null || fail "what runs is not what was deployed last"
echo "two deploys at once both finish, in order"
