#!/bin/sh
# Write constraints.txt: the version of every package that a fresh install of all extras brings today.
set -eu
python=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$python" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet '.[desktop,training,convert,dev]'
{
    echo "# Versions that were installed and tested together; written by \`make lock\`, not by hand."
    # No build suffix (torch's +cpu): the constraint fits every build of a version. CUDA's parts follow torch.
    "$dir/venv/bin/pip" freeze --exclude talskrift | sed 's/+[a-z0-9.]*$//' | grep -viE '^(nvidia|cuda|triton)'
} > constraints.txt.new
mv constraints.txt.new constraints.txt
