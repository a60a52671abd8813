"""Say what this version is made of: a bill of materials in the format CycloneDX 1.6."""

from __future__ import annotations

import argparse
import json
import os
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import samrum
from samrum.channels.durable import write_over
from samrum.cli.assets import PACKAGES, VENDOR

SPACE: Final = UUID("6f1f2b0e-3f0b-4d53-9f7c-4a1b7d0d6c11")  # of the serial numbers
PRODUCT: Final = Path(samrum.__file__).parent
LOCKED: Final = (PRODUCT / "_shipped/product.txt", PRODUCT.parent / "requirements/product.txt")
_PINNED: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+?)(?: ; (.+?))? \\$")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package as it is locked: `hashes` are of its files, `via` who needs it, `marker` where."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def ref(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it there (else print)")


def run(args: argparse.Namespace) -> int:
    """The same version gives the same bytes, but for the licences of what is not installed."""
    text = json.dumps(bill(), ensure_ascii=False, indent=1) + "\n"
    if args.output:
        write_over(args.output.absolute(), text.encode())
        print(f"What this version is made of stands in {args.output}.")
    else:
        print(text, end="")
    return 0


def bill() -> dict[str, Any]:
    """The bill: the product, the packages that are locked for it, and what the pages bring."""
    packages = locked()
    assets = [_asset(one) for one in PACKAGES]
    components = [*(_component(one) for one in packages), *assets]
    own = f"pkg:pypi/samrum@{samrum.__version__}"
    direct = [one.ref for one in packages if any("product.in" in via for via in one.via)]
    needs = {own: sorted([*direct, *(one["bom-ref"] for one in assets)])}
    for package in packages:
        needs[package.ref] = sorted(one.ref for one in packages if package.name in one.via)
    about: dict[str, Any] = {
        "component": {
            "type": "application",
            "bom-ref": own,
            "name": "samrum",
            "version": samrum.__version__,
            "licenses": [{"license": {"id": "EUPL-1.2"}}],
            "purl": own,
        }
    }
    if made := os.environ.get("SOURCE_DATE_EPOCH"):
        about = {"timestamp": datetime.fromtimestamp(int(made), UTC).isoformat(), **about}
    serial = uuid5(SPACE, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": about,
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in needs.items()],
    }


def locked() -> list[Pinned]:
    """What the product needs, as it is locked: every package with the hashes of its files."""
    file = next(one for one in LOCKED if one.exists())
    return list(_read(file.read_text(encoding="utf-8").splitlines()))


def _read(lines: list[str]) -> Iterator[Pinned]:
    name = version = marker = ""
    hashes: list[str] = []
    for line in lines:
        if begins := _PINNED.match(line):
            name, version, marker = begins[1], begins[2], begins[3] or ""
            hashes = []
        elif found := _HASH.search(line):
            hashes.append(found[1])
        elif line.strip().startswith("# via "):
            via = tuple(line.strip().removeprefix("# via ").split(", "))
            yield Pinned(name, version, marker, tuple(sorted(hashes)), via)


def _component(package: Pinned) -> dict[str, Any]:
    told = [{"name": "samrum:pinned:sha256", "value": one} for one in package.hashes]
    if package.marker:
        told.insert(0, {"name": "samrum:only", "value": package.marker})
    licences = _licences(package)
    return {
        "type": "library",
        "bom-ref": package.ref,
        "name": package.name,
        "version": package.version,
        **({"licenses": licences} if licences else {}),
        "purl": package.ref,
        "properties": told,
    }


def _licences(package: Pinned) -> list[dict[str, Any]]:
    """What the installed package says of its licence; nothing where it is not installed."""
    try:
        about = metadata.metadata(package.name)
    except metadata.PackageNotFoundError:
        return []
    if expression := about.get("License-Expression"):
        return [{"expression": expression}]
    classified = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or []
        if one.startswith("License :: OSI Approved ::")
    ]
    said = (about.get("License") or "").split("\n", 1)[0].strip()
    named = classified or ([said] if said else [])
    return [{"license": {"name": one}} for one in named]


def _asset(package: Any) -> dict[str, Any]:
    """A package of style sheets or scripts, with the files of it that are shipped."""
    purl = f"pkg:npm/{package.name.replace('@', '%40')}@{package.version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "hashes": [{"alg": "SHA-512", "content": b64decode(package.sha512).hex()}],
        "licenses": [{"license": {"id": package.licence}}],
        "purl": purl,
        "components": [
            {
                "type": "file",
                "bom-ref": f"{purl}#{ours}",
                "name": f"samrum/web/static/vendor/{ours}",
                "hashes": [
                    {"alg": "SHA-256", "content": sha256((VENDOR / ours).read_bytes()).hexdigest()}
                ],
            }
            for ours in package.files.values()
        ],
    }
