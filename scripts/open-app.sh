#!/bin/sh
# Open the window: open-app.sh PYTHON PACKAGE…. With no display, transcribe the sample recording instead.
# PACKAGEs are the Debian packages the app needs; when it fails, those that are missing are named.
set -u
python=$1
shift

"$python" -m desktop
status=$?
if [ $status -eq 6 ]; then  # desktop.__main__.EXIT_NO_DISPLAY
    printf '\nTranscribing the sample recording in assets/sample instead:\n\n'
    "$python" -m desktop --self-check
    status=$?
fi
[ $status -eq 0 ] || sh "$(dirname "$0")/system-packages.sh" "$@"
exit $status
