#!/usr/bin/env bash
# Everything one does with a checkout of Samrum. It needs bash and Python 3.11 or newer, nothing else
# by hand: it makes the environment in .venv, fetches what is pinned in requirements/, and runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

VENV=.venv
PYTHON=$VENV/bin/python
LOG=var/set-up.log

usage() {
    cat <<'TEXT'
./do demo     try it: a municipality with residents and cases, and where to log in as whom
./do serve    serve this installation (production, unless SAMRUM_ENV says otherwise)
./do test     set up, check and run the tests; words after it go to pytest
              (./do test -m slow: those that twenty minutes have no room for)
./do check    formatter, linter, types, import contracts and house rules
./do bench    measure, for example: ./do bench main-job
./do trials   the test programme for reliability, integrity and security
./do docs     write the pages of docs/ that are made from the code
./do build    make the wheel that carries everything, in dist/, the same for whoever makes it
./do sbom     write what the wheel is made of to dist/ (CycloneDX)
./do audit    ask whether a weakness is known in anything that is locked for the product
./do lock     pin the newest versions that requirements/*.in allow
Any other word is a command of samrum itself: ./do doctor, ./do migrate, ...
TEXT
}

main() {
    local word=${1:-help}
    [ $# -eq 0 ] || shift
    mkdir -p var
    case $word in
        help | -h | --help) usage ;;
        demo | serve) set_up product; samrum "$word" "$@" ;;
        check) set_up product dev; check; house_rules ;;
        test) set_up product dev; check; browser; partner; run_tests "$@" ;;
        bench) set_up product dev bench; run_module bench "$@" ;;
        trials) set_up product dev trials; run_module trials "$@" ;;
        docs) set_up product dev; run_module docs "$@" ;;
        build) set_up product dev; build ;;
        sbom) set_up product; sbom ;;
        audit) set_up product; audit ;;
        lock) set_up product dev; lock ;;
        *) set_up product; samrum "$word" "$@" ;;
    esac
}

say() { printf '%s\n' "$*"; }

stop() { # what, because, instead
    printf '%s\n' "$@" >&2
    exit 1
}

# ---- set up -------------------------------------------------------------------------------------

set_up() { # the names of the requirement files that are needed
    make_environment
    install "$@"
    assets
}

make_environment() {
    if "$PYTHON" -c 'import pip' 2>/dev/null; then return; fi
    local base
    base=$(find_python)
    say "Making a Python environment in $VENV with $("$base" --version)."
    rm -rf "$VENV"
    "$base" -m venv "$VENV" >"$LOG" 2>&1 || stop \
        "The Python environment could not be made." \
        "$base said: $(tail -n 1 "$LOG")" \
        "On Debian and Ubuntu, run: apt-get install python3-venv"
}

find_python() {
    local name
    for name in "${SAMRUM_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    stop "There is no Python 3.11 or newer here." \
        "Samrum is written in it, and it is the one thing this script cannot fetch." \
        "Install it, or set SAMRUM_PYTHON to where it is, and run ./do again."
}

# Each requirement file leaves a stamp, the sum of what was installed; nothing changed, nothing done.
install() {
    local name stamp wanted=() files=()
    for name in "$@"; do
        stamp=$(sum_of "requirements/$name.txt")
        if [ "$(cat "$VENV/installed-$name" 2>/dev/null)" != "$stamp" ]; then
            wanted+=("$name")
            files+=(--requirement "requirements/$name.txt")
        fi
    done
    if [ ${#wanted[@]} -eq 0 ]; then return; fi
    say "Installing the pinned packages for: ${wanted[*]}. The first time this takes a minute or two."
    "$PYTHON" -m pip install --no-input --disable-pip-version-check --require-hashes \
        "${files[@]}" >"$LOG" 2>&1 || stop \
        "The packages could not be installed." \
        "pip said: $(grep -i error "$LOG" | tail -n 1)" \
        "See that this machine reaches a Python registry; all that pip said is in $LOG."
    for name in "${wanted[@]}"; do
        sum_of "requirements/$name.txt" >"$VENV/installed-$name"
    done
}

sum_of() { "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1"; }

assets() {
    local stamp=samrum/web/static/vendor/stamp
    if [ -f $stamp ] && [ ! samrum/cli/assets.py -nt $stamp ]; then return; fi
    PYTHONPATH=. "$PYTHON" -m samrum assets
    touch $stamp
}

# A browser for the tests that need one: fetched where we may, else the tests that are left out say so.
browser() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then return; fi
    done
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then return; fi
    say "Installing Chromium for the browser tests."
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium; } \
        >"$LOG" 2>&1 </dev/null; then
        say "Chromium could not be installed, so the browser tests are left out: $(tail -n 1 "$LOG")"
    fi
}

# The e-identity provider that others wrote, to test our log-in against; it needs Node.
partner() {
    export OIDC_PARTNER=${OIDC_PARTNER:-$PWD/var/partner/node_modules}
    if [ -d "$OIDC_PARTNER/oidc-provider" ]; then return; fi
    if command -v npm >/dev/null && command -v node >/dev/null; then
        say "Fetching the e-identity provider that the log-in is tested against."
        mkdir -p var/partner
        if npm install --prefix var/partner --no-save --no-audit --no-fund --ignore-scripts \
            oidc-provider@9.13.3 >"$LOG" 2>&1 </dev/null; then return; fi
    fi
    unset OIDC_PARTNER
    say "It could not be had (that takes Node and npm), so the tests against it are left out."
}

# ---- the rest -----------------------------------------------------------------------------------

# What runs last takes this script's place, so that a signal reaches it.
samrum() { PYTHONPATH=. exec "$PYTHON" -m samrum "$@"; }

check() {
    say "Checking format, style, types and layers."
    "$VENV/bin/ruff" format --quiet --diff . || stop \
        "Some files are not formatted." "The differences are above." "Run: $VENV/bin/ruff format ."
    "$VENV/bin/ruff" check --quiet .
    "$VENV/bin/mypy" --no-error-summary
    "$VENV/bin/lint-imports" >"$LOG" 2>&1 || { cat "$LOG"; exit 1; }
}

house_rules() { "$PYTHON" -m pytest --quiet tests/test_tidy.py; }

# All tests run in two halves side by side, each with a database of its own; some run as asked for.
run_tests() {
    if [ $# -gt 0 ]; then exec "$PYTHON" -m pytest "$@"; fi
    local told=var/test-pages.log rest=0 pages=0
    say "Testing the pages (told in $told, and at the end here) beside everything else."
    "$PYTHON" -m pytest tests/web >$told 2>&1 </dev/null &
    BESIDE=$!
    trap 'kill "$BESIDE" 2>/dev/null || true' EXIT
    "$PYTHON" -m pytest --ignore tests/web || rest=$?
    wait "$BESIDE" || pages=$?
    cat $told
    [ $rest -eq 0 ] && [ $pages -eq 0 ]
}

run_module() {
    local name=$1
    shift
    [ -f "$name/__main__.py" ] || stop \
        "There is no $name here." "This checkout has no folder $name." "See ./do help for what there is."
    PYTHONPATH=. exec "$PYTHON" -m "$name" "$@"
}

build() {
    rm -rf dist
    since_when
    "$PYTHON" -m hatchling build --target wheel
    local wheel
    for wheel in dist/*.whl; do
        say "sha256 $(sum_of "$wheel")"
    done
}

# What is built says the time of the last commit, so that it is the same for whoever builds it.
since_when() {
    if [ -z "${SOURCE_DATE_EPOCH:-}" ] && SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null); then
        export SOURCE_DATE_EPOCH
    fi
}

sbom() {
    mkdir -p dist
    since_when
    samrum sbom --output dist/samrum.cdx.json
}

# The auditor has an environment of its own: nothing that it needs comes near the product.
audit() {
    local told=$PWD/var/audit.json
    rm -f "$told"
    [ -x var/audit/bin/pip-audit ] || { "$PYTHON" -m venv var/audit && var/audit/bin/python -m pip install \
        --quiet --no-input --require-hashes --requirement requirements/audit.txt; } >"$LOG" 2>&1 || stop \
        "Nothing was audited." \
        "The auditor could not be installed: $(tail -n 1 "$LOG")" \
        "See that this machine reaches a Python registry; this is no answer, neither yes nor no."
    if var/audit/bin/pip-audit --requirement requirements/product.txt --require-hashes --disable-pip \
        --progress-spinner off --format json --output "$told" >"$LOG" 2>&1; then
        "$PYTHON" -c "$ASKED" requirements/product.txt >requirements/audited.txt
        say "No weakness is known in what is locked for the product."
    elif [ -s "$told" ]; then
        "$PYTHON" -c "$WEAK" "$told"
        exit 1
    else
        stop "Nothing was audited." \
            "There is no answer from where weaknesses are published: $(tail -n 1 "$LOG")" \
            "Run it where the network reaches it; this is no answer, neither yes nor no."
    fi
}

ASKED='
import datetime, hashlib, sys
sum = hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()
print(f"{sum}  {sys.argv[1]}: no weakness known on {datetime.date.today()}")
'

WEAK='
import json, sys
for one in json.load(open(sys.argv[1]))["dependencies"]:
    for weak in one.get("vulns", []):
        mended = ", ".join(weak["fix_versions"]) or "nothing yet"
        print(one["name"], one["version"], weak["id"], "mended in:", mended)
'

lock() {
    [ -x var/uv/bin/uv ] || { "$PYTHON" -m venv var/uv && var/uv/bin/pip install --quiet uv; }
    local name from
    for name in product dev bench trials node audit; do
        from=()
        [ "$name" = product ] || from+=(--constraints requirements/product.txt)
        [[ $name != @(bench|trials) ]] || from+=(--constraints requirements/dev.txt)
        var/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
            --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
            --annotation-style line "${from[@]}" \
            --output-file "requirements/$name.txt" "requirements/$name.in"
    done
    say "Pinned. Read the differences before they are committed."
}

main "$@"
