#!/usr/bin/env bash
# Runs kubectl against shipit-simulator and compares what it prints with kubectl.expected.
#
# usage: kubectl.sh [SIMULATOR]    the built shipit-simulator, .build/debug/shipit-simulator by default
#        KUBECTL=path              another kubectl than the one in PATH; 1.20 (Debian 12) to 1.33 print the same here
#
# Names that the cluster makes up, ages and times are replaced; of what kubectl words differently from version to version
# only the lines that stay are kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
simulator=${1:-$here/../../.build/debug/shipit-simulator}
scratch=$(mktemp -d)
export KUBECONFIG=$scratch/kubeconfig HOME=$scratch
# Under its usual name, which becomes the field manager's.
ln -s "$(command -v "${KUBECTL:-kubectl}")" "$scratch/kubectl"
kubectl=$scratch/kubectl

"$simulator" --port 0 --kubeconfig "$KUBECONFIG" >"$scratch/address" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 100); do [ -s "$scratch/address" ] && break; sleep 0.1; done

k() { timeout 60 "$kubectl" "$@" 2>&1 | grep -v '^WARNING: version difference' || true; }
stable() { sed -E 's/-[a-z0-9]{8,10}-[a-z0-9]{5}\b/-HASH-POD/g; s/web-[a-z0-9]{8,10}\b/web-HASH/g; s/ from default namespace//; s/ +$//'; }
run() { echo "\$ kubectl $*"; k "$@" | stable; }
# Only the columns that do not depend on time.
columns() { awk -v wanted="$1" '/^\$/ { print; next } { n = split(wanted, c, ","); line = ""; for (i = 1; i <= n; i++) line = line (i > 1 ? " " : "") $c[i]; print line }'; }
conflicts() { grep -E '^\$|Apply failed|^- |^conflicts with' | sed -E "s|$scratch/||; s/ at [0-9T:-]+Z:/ at TIME:/"; }
until_seen() { for _ in $(seq 200); do grep -q "$1" "$2" && return; sleep 0.1; done; echo "never seen: $1"; }

deployment() {
  cat <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: web, image: "local/web:$1"}]
YAML
}

# Forwards a port of the deployment's pod and fetches through it: forward PORT PATH...
forward() {
  echo "\$ kubectl port-forward deployment/web :$1${KUBECTL_PORT_FORWARD_WEBSOCKETS:+, without WebSockets}"
  : >"$scratch/forward"
  "$kubectl" port-forward --address 127.0.0.1 deployment/web ":$1" >"$scratch/forward" 2>&1 &
  local forwarding=$! path address
  until_seen Forwarding "$scratch/forward"
  address=$(sed -nE 's/^Forwarding from ([0-9.:]+) .*/\1/p' "$scratch/forward" | head -n 1)
  for path in "${@:2}"; do
    echo "\$ curl $path, once, and twice on one connection"
    curl -s --max-time 30 -H 'Connection: close' "http://$address$path" || echo nothing
    curl -s --max-time 30 "http://$address$path" "http://$address$path" || echo nothing
  done
  if [ "$1" != 8080 ]; then until_seen 'refused' "$scratch/forward"; fi
  kill $forwarding 2>/dev/null || true; wait $forwarding 2>/dev/null || true
  sed -E 's/127.0.0.1:[0-9]+/127.0.0.1:PORT/' "$scratch/forward" | grep -oE '^Forwarding.*|error forwarding port [0-9]+ to pod|connect: connection refused' | sort -u
}

transcript() {
  deployment 1.0 >"$scratch/web.yaml"
  run get namespaces | columns 1,2
  run apply --server-side -f "$scratch/web.yaml" | sed "s|$scratch/||"
  run rollout status deployment/web | sed -n '1p;$p'
  run get deployment web | columns 1,2,3,4
  run get pods -l app=web | columns 1,2,3,4
  run get replicasets -o wide | columns 1,2,3,4,6,7

  echo "\$ kubectl get deployment web -w, while it is scaled"
  "$kubectl" get deployment web -w --no-headers >"$scratch/watch" 2>&1 &
  watch=$!
  until_seen 2/2 "$scratch/watch"
  run scale deployment web --replicas=3
  until_seen 3/3 "$scratch/watch"
  kill $watch; wait $watch 2>/dev/null || true
  columns 1,2 <"$scratch/watch" | uniq

  run describe deployment web | grep -E '^\$|^(Name|Namespace|Selector|Replicas|StrategyType|NewReplicaSet|RollingUpdateStrategy):|Image:|ScalingReplicaSet' |
    sed -E 's/ +[0-9]+s +deployment-controller/ AGE deployment-controller/; s/ +/ /g; s/ \(x[0-9]+ over [0-9]+s\)//'

  deployment 1.1 >"$scratch/web.yaml"
  run apply --server-side -f "$scratch/web.yaml" | conflicts
  run apply --server-side --force-conflicts -f "$scratch/web.yaml" | sed "s|$scratch/||"
  run rollout status deployment/web | sed -n '1p;$p'
  run rollout history deployment/web
  run rollout undo deployment/web
  run rollout status deployment/web | sed -n '1p;$p'
  run get deployment web -o 'jsonpath={.spec.template.spec.containers[0].image}{"\n"}'

  echo "\$ kubectl logs -f, three lines of it"
  pod=$(k get pods -l app=web -o name | head -n 1)
  { timeout 30 "$kubectl" logs -f --tail=1 "$pod" 2>&1 || true; } | head -n 3 | sed -E 's/^[^ ]+ //; s/request [0-9]+/request N/; s/pod=[^ ]+/pod=POD/'

  run exec deployment/web -- hostname
  run exec deployment/web -- sh -c 'echo out; echo err >&2; exit 3' | sort
  KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false run exec deployment/web -- hostname
  echo "\$ kubectl exec -i deployment/web -- cat, without WebSockets"
  printf 'a line\n' | KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false timeout 60 "$kubectl" exec -i deployment/web -- cat 2>&1 || true
  forward 8080 /healthz /a
  KUBECTL_PORT_FORWARD_WEBSOCKETS=false forward 8080 /healthz
  forward 8099 /

  deployment 9.9 >"$scratch/web.yaml"
  run apply --server-side --field-manager=someone -f "$scratch/web.yaml" | conflicts
  run auth can-i delete deployments
  run auth can-i get pods --as=system:serviceaccount:default:default
  run get pods absent
  run create quota small --hard=secrets=0
  run create secret generic extra --from-literal=a=b | grep -oE '^\$.*|secrets "extra" is forbidden.*'
  run delete deployment web
  run get deployments
}

transcript >"$scratch/transcript"
diff -u "$here/kubectl.expected" "$scratch/transcript"
echo "kubectl: $(grep -c '^\$' "$scratch/transcript") commands answered as expected ($("$kubectl" version --client 2>/dev/null | head -n 1))"
