#!/usr/bin/env bash
# A disk that is full and one that is read-only: each is said, what was there stays, and with room again all goes on.
# It mounts a file system of its own, for which it needs root or a user namespace.
set -euo pipefail
if [ -z "${SHIPIT_DISKS:-}" ]; then
  if ! unshare --map-root-user --mount true 2>/dev/null; then
    echo "left out: this machine lets nobody mount a file system of their own"
    exit 0
  fi
  SHIPIT_DISKS=1 exec unshare --map-root-user --mount "$0"
fi
cd "$(dirname "$0")/../.."
. Tests/Scripts/lib.sh

disk="$work/disk"
mkdir "$disk"
mount -t tmpfs -o size=2m none "$disk"
export SHIPIT_STORE="$disk/shipit.db" SHIPIT_PASSPHRASE=planted
unmount() { umount "$disk" 2>/dev/null || true; cleanup; }
trap unmount EXIT

says() {
  local wanted=$1 said
  shift
  if said=$("$@" 2>&1); then fail "$* succeeded"; fi
  case "$said" in *"$wanted"*) ;; *) fail "$* said: $said" ;; esac
}

shipit projects create shop >/dev/null
shipit --export "$disk/export" 2>/dev/null

# Full to the last byte.
dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null || true
filled=
for number in $(seq 1 400); do
  if ! said=$(shipit projects create "p$number" 2>&1); then filled=$said; break; fi
done
case "$filled" in *"The disk is full; nothing was changed."*) ;; *) fail "a full disk was told as: $filled" ;; esac
# Whichever needs room first: the export's own file, or what lies beside the store.
if said=$(shipit --export "$disk/export" 2>&1); then fail "an export fitted on a full disk"; fi
case "$said" in *"No space left"* | *"The disk is full"*) ;; *) fail "an export to a full disk said: $said" ;; esac
rm "$disk/filler"
shipit store check 2>/dev/null || fail "the store is damaged after a full disk"
[ "$(shipit projects list -o name | head -1)" ] || fail "the projects are gone"
shipit --verify-export "$disk/export" 2>/dev/null || fail "the export from before is gone"
shipit projects create later >/dev/null

mount -o remount,ro "$disk"
says "cannot be written" shipit projects create never
says "cannot be written" shipit projects list
says "cannot be written" shipit store repair --yes
says "cannot be written" shipit --export "$disk/export"
mount -o remount,rw "$disk"
shipit store check 2>/dev/null || fail "the store is damaged after a read-only disk"
shipit projects list -o name | grep -qx later || fail "what was written is gone"
echo "full and read-only disks lose nothing"
