# What the scripts of this folder share: a folder of their own, a simulator, and an end that leaves nothing behind.
bin=$(swift build --show-bin-path)
work=$(mktemp -d)
started=()

cleanup() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

stop() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Waits until a command succeeds; the count only bounds a failure.
eventually() {
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  fail "never came true: $*"
}

start_simulator() {
  "$bin/shipit-simulator" --port 0 --kubeconfig "$work/kubeconfig" >"$work/simulator.log" 2>&1 &
  started+=($!)
  eventually test -s "$work/kubeconfig"
}

export SHIPIT_STORE="$work/data/shipit.db" XDG_CONFIG_HOME="$work/config"
unset SHIPIT_ENCRYPT_KEY SHIPIT_PASSPHRASE KUBECONFIG
shipit() { "$bin/shipit-tui" "$@"; }
