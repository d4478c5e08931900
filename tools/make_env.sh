#!/usr/bin/env bash
# Make or refresh the project's virtual environment, with the versions pinned in constraints/.
#
#   tools/make_env.sh FOLDER EXTRAS      for example: tools/make_env.sh .venv ui,hpc,dev
#   tools/make_env.sh --find             print the interpreter that would be used
#
# The interpreter: $PYTHON where set, else the first of python3.11, python3.12, python3 and pyenv's that runs, is
# 3.11 or newer, and can make virtual environments. Prints how long the installation took.
set -euo pipefail
cd "$(dirname "$0")/.."

usable() {  # a name on the PATH may be a shim without a version behind it, or a Python without venv: try it
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local name root
    if [ -n "${PYTHON:-}" ]; then
        usable "$PYTHON" && { command -v "$PYTHON"; return; }
        echo "make_env: PYTHON=$PYTHON does not run, is older than 3.11, or lacks venv" >&2
        return 1
    fi
    for name in python3.11 python3.12 python3 python; do
        usable "$name" && { command -v "$name"; return; }
    done
    if root=$(pyenv root 2>/dev/null); then
        for name in "$root"/versions/3.11.*/bin/python "$root"/versions/3.12.*/bin/python; do
            usable "$name" && { echo "$name"; return; }
        done
    fi
    echo "make_env: found no Python 3.11 or newer with venv; install one, or set PYTHON=/path/to/python" >&2
    return 1
}

if [ "${1:-}" = "--find" ]; then
    find_python
    exit
fi

folder=${1:?folder of the virtual environment}
extras=${2:?extras to install}
log=$folder/install.log

if [ ! -x "$folder/bin/python" ]; then
    python=$(find_python)
    "$python" -m venv "$folder"
fi
version=$("$folder/bin/python" -c 'import sys; print("{}{}".format(*sys.version_info))')
constraints=constraints/py$version.txt
if [ ! -f "$constraints" ]; then
    constraints=constraints/py312.txt
    echo "make_env: no versions are pinned for this Python ($version); trying those of 3.12, untested" >&2
fi

echo "Installing twin-district[$extras] into $folder with $constraints (a minute or two; log: $log)"
start=$(date +%s)
if ! "$folder/bin/python" -m pip install --disable-pip-version-check --no-input \
    --constraint "$constraints" --editable ".[$extras]" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "make_env: the installation failed; the whole log is in $log" >&2
    exit 1
fi
echo "Installation took $(($(date +%s) - start)) s: $("$folder/bin/python" -c '
import importlib.metadata as m, platform
print("Python", platform.python_version(), *("%s %s" % (n, m.version(n)) for n in ("mesa", "numpy", "numba")), sep=", ")')"
