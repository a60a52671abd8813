"""The peers: installed for this benchmark alone, in an environment of their own under var/."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PLACE = HERE.parent.parent / "var" / "bench" / "peers"
PYTHON = PLACE / "bin" / "python"
PINNED = HERE / "peers.txt"
FEELIN = "feelin@8.2.0"
# A peer that takes longer than this for a round is slow enough to be told so.
LONGEST = 900


class NotHere(Exception):
    """A peer that cannot be run on this machine, and why."""


def install() -> None:
    """Makes the environment if its pinned packages have changed. Raises NotHere."""
    stamp = PLACE / "installed"
    wanted = hashlib.sha256(PINNED.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("Installing the peers, for this benchmark alone.", file=sys.stderr)
    shutil.rmtree(PLACE, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(PLACE)],
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(PINNED)],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise NotHere(f"the peers could not be installed: {_last_line(done.stderr)}")
    stamp.write_text(wanted)


def run(name: str, spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What peer.py says of one peer. Raises NotHere."""
    file = folder / f"{name}.json"
    file.write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    return _told([str(PYTHON), str(HERE / "peer.py"), name, str(file)])


def run_feelin(spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What feelin.mjs says of feelin, which is fetched with npm. Raises NotHere."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotHere("there is no Node here")
    place = PLACE.parent / "node"
    if not (place / "node_modules" / "feelin").is_dir():
        place.mkdir(parents=True, exist_ok=True)
        words = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", FEELIN]
        done = subprocess.run(words, cwd=place, capture_output=True, text=True)
        if done.returncode:
            raise NotHere(f"it could not be fetched: {_last_line(done.stderr)}")
    shutil.copy(HERE / "feelin.mjs", place / "feelin.mjs")
    file = folder / "feelin.json"
    file.write_text(json.dumps(spec), encoding="utf-8")
    return _told([node, str(place / "feelin.mjs"), str(file)])


def versions() -> dict[str, str]:
    """The peers with their versions."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "list", "--format", "json"], capture_output=True, text=True
    )
    known = {one["name"].lower(): one["version"] for one in json.loads(listed.stdout or "[]")}
    names = ("zen-engine", "SpiffWorkflow", "pyDMNrules", "OpenFisca-Core")
    return {name: known.get(name.lower(), "not here") for name in names}


def _told(command: list[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise NotHere(f"it took more than {LONGEST} s") from None
    if done.returncode:
        raise NotHere(_last_line(done.stderr))
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1][:300]
