"""Print the public key that the e-identity provider must know us by."""

from __future__ import annotations

import argparse
import json

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Prints a JWK Set (RFC 7517), to be given to the provider when we are registered with it."""
    ground.set_up()
    from samrum.channels.eidentity import public_keys
    from samrum.site.e_identity import our_key

    print(json.dumps(public_keys(our_key()), indent=2))
    return 0
