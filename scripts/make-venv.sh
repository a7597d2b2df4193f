#!/bin/sh
# Make the virtual environment: make-venv.sh PYTHON VENV. Says plainly what is missing when it cannot.
set -u
python=$1
venv=$2

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Talskrift needs Python 3.11 or later, and there is no '$python' here." >&2
    echo "Install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv), then try again." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Talskrift needs Python 3.11 or later; '$python' is $("$python" -V 2>&1)." >&2
    echo "If a later one is installed under another name, give it: make PYTHON=python3.12 …" >&2
    exit 1
fi
# A venv whose making was cut short has a python but no pip: make it again.
if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
# Debian keeps ensurepip in a package of its own.
package=$(basename "$python")-venv
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sh "$(dirname "$0")/system-packages.sh" "$package"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv module is missing. Install it, then try again: sudo apt-get install $package" >&2
        exit 1
    fi
fi
"$python" -m venv --clear "$venv"
