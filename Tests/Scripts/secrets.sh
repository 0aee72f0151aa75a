#!/usr/bin/env bash
# Nothing that the store, its WAL, an export or a redacted export holds shows a kubeconfig's key or a secret's value.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Tests/Scripts/lib.sh

key="PLANTED-CLIENT-KEY-$RANDOM$RANDOM"
token="PLANTED-TOKEN-$RANDOM$RANDOM"
secret="PLANTED-SECRET-$RANDOM$RANDOM"
passphrase="PLANTED-PASSPHRASE-$RANDOM$RANDOM"

start_simulator
cat >"$work/planted.yaml" <<YAML
apiVersion: v1
kind: Config
current-context: planted
clusters: [{name: planted, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: planted, context: {cluster: planted, user: planted}}]
users: [{name: planted, user: {token: "$token", client-key-data: "$(printf %s "$key" | base64 -w0)", client-certificate-data: "$(printf %s "$key" | base64 -w0)"}}]
YAML

shipit projects create shop >/dev/null
shipit clusters connect shop --name planted --kubeconfig "$work/planted.yaml" >/dev/null || true
shipit clusters connect shop --name real --kubeconfig "$work/kubeconfig" >/dev/null
shipit apps create shop/real --name web --image local/web:1 --port 8080 >/dev/null
printf %s "$secret" | shipit secrets set shop/real/web API_KEY
shipit apps deploy shop/real/web --watch-for 0s >/dev/null

# A reader keeps the database open, so that its WAL is there to be looked at.
shipit logs shop/real/web -f >"$work/log" 2>&1 &
follower=$!
printf %s "$secret-2" | shipit secrets set shop/real/web OTHER_KEY
SHIPIT_PASSPHRASE=$passphrase shipit --export "$work/export"
shipit --export "$work/redacted" --redact

[ "$(shipit secrets list shop/real/web -o name | wc -l)" = 2 ] || fail "the secrets are not there"
encoded=$(printf %s "$key" | base64 -w0)
for file in "$work"/data/* "$work/export" "$work/redacted" "$work/log"; do
  for planted in "$key" "$encoded" "$token" "$secret" "$passphrase"; do
    if grep -aqF "$planted" "$file"; then fail "$(basename "$file") shows ${planted%%-[0-9]*}"; fi
  done
done
ls "$work/data" | grep -q -- -wal || fail "there was no WAL to look at"
stop "$follower"

# What was exported comes back whole, under another key.
export SHIPIT_STORE="$work/data2/shipit.db" XDG_CONFIG_HOME="$work/config2"
SHIPIT_PASSPHRASE=$passphrase shipit --import "$work/export"
[ "$(shipit secrets list shop/real/web -o name | wc -l)" = 2 ] || fail "the secrets did not come back"
shipit apps deploy shop/real/web --watch-for 0s >/dev/null
if SHIPIT_PASSPHRASE=wrong shipit --import "$work/export" 2>/dev/null; then fail "a wrong passphrase was accepted"; fi
echo "no secret in the clear"
