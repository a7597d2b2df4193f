#!/bin/sh
# Open the window: open-app.sh PYTHON PACKAGE…. With no display, transcribe the sample recording instead.
# PACKAGEs are the Debian packages the app needs; when it fails, those that are missing are named.
set -u
python=$1
shift

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."
    echo "Transcribing the sample recording assets/sample/sample.flac instead:"
    echo
    "$python" -m desktop --self-check
else
    "$python" -m desktop
fi
status=$?
[ $status -eq 0 ] || sh "$(dirname "$0")/system-packages.sh" "$@"
exit $status
