"""Say in words what is unsafe about this installation, and what to do about it."""

from __future__ import annotations

import argparse

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Prints every danger; gives 1 if this is production and must not be served like this."""
    ground.stand()
    from django.conf import settings

    from samrum.site import doctor

    dangers = doctor.examine()
    forbidden = doctor.forbid_serving(dangers, settings.ENVIRONMENT)
    if dangers:
        print(doctor.in_words(dangers) + "\n")
    if forbidden:
        print("Production is not served like this: every DANGER must be put right first.")
    elif any(danger.fatal for danger in dangers):
        print(f"As {settings.ENVIRONMENT} it may be served like this, for trying out only.")
    else:
        print("It may be served like this.")
    return 1 if forbidden else 0
