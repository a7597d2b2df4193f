#!/bin/sh
# Install the Debian packages named as arguments, when this user may; else say which command does.
#
# Installs nothing that is there already. Never fails for lack of rights: the caller goes on, and
# whatever then misses a library names it.
set -u

[ "$(uname)" = Linux ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "This system has no apt-get. Install what these Debian packages hold, if it is missing: $*" >&2
    exit 0
fi

missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=env
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo env"
else
    printf 'System libraries are missing. Install them with:\n\n  sudo apt-get install%s\n\n' "$missing" >&2
    exit 0
fi

echo "Installing system packages:$missing"
install() {
    # shellcheck disable=SC2086  # both are lists of words
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
}
# A fresh machine has no package lists, an old one stale lists: fetch them and try again.
install 2>/dev/null || { $as_root apt-get update -qq </dev/null && install; } ||
    printf 'apt-get could not install them all. Try it yourself:\n\n  sudo apt-get update && sudo apt-get install%s\n\n' "$missing" >&2
