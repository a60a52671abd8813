"""What is unsafe or missing in the files of the municipalities; for samrum.site.doctor."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from typing import Final

from django.conf import settings

from samrum.core.danger import Danger
from samrum.core.refusal import Refused
from samrum.office.municipality import Municipality, administrator, municipalities, package
from samrum.packages.package import adoption_faults

PATIENCE: Final = 5.0  # seconds for a mail server to answer


def of_the_municipalities(only: int | None = None) -> Iterator[Danger]:
    """What the municipalities have set that reaches nobody, or is only for trying out."""
    try:
        here = asked(only)
    except Refused as refusal:
        yield Danger(*(sentence.format(**refusal.about) for sentence in refusal.sentences))
        return
    if settings.IN_PRODUCTION and settings.MADE_UP:
        yield Danger(
            "The municipalities that are served are made up.",
            "SAMRUM_MUNICIPALITIES names no folder with yours.",
            "Write one with `samrum new municipality`, and name its folder.",
        )
        return
    for one in here.values():
        yield from of_the_boards(one)
        if settings.IN_PRODUCTION and not administrator(one):
            yield Danger(
                f"Nobody is told what breaks in {one.name}.",
                "No address is set for the daily mail about letters, registers and backups.",
                "Set SAMRUM_ADMINISTRATOR to whoever runs this, or [administrator] in the"
                " municipality's file.",
                fatal=False,
            )
        if "population" not in one.registers:
            yield _nobody_is_known_to_be_protected(one)
        if administrator(one) and one.channels.get("email", {}).get("name") != "smtp":
            yield Danger(
                f"The daily mail about what is broken in {one.name} reaches nobody.",
                "It goes by the channel email, and no mail server is set there.",
                "Set [channels.email] in the municipality's file to your mail server.",
                fatal=False,
            )
        for reach, channel in one.channels.items():
            yield from of_a_channel(one.name, reach, channel)
        for name, register in one.registers.items():
            if register.get("kind") == "simulator":
                yield Danger(
                    f"{one.name} asks a simulator instead of the register {name}.",
                    "What it answers was made up for the demonstration.",
                    f"Set [registers.{name}] in the municipality's file to the real one.",
                )


def _nobody_is_known_to_be_protected(here: Municipality) -> Danger:
    by_hand = "Only those whom `samrum protect` has marked are, and nobody's address is known."
    shown = "Somebody who hides is shown to all who work with her case."
    mark = "See that they are marked before they log in, and connect the population register."
    resolve = (
        "Connect the population register. Until then let the board resolve who marks them by hand"
        " (`samrum protect`), and write its resolution in [protected]."
    )
    return Danger(
        f"No register says whose data are protected in {here.name}.",
        by_hand if here.protects_by else shown,
        mark if here.protects_by else resolve,
        fatal=not here.protects_by,
    )


def of_the_boards(here: Municipality) -> Iterator[Danger]:
    """What the boards have set that cannot be meant, or that leaves nobody to decide."""
    for service in here.adopted:
        adopted = package(here.tenant, service)
        if adopted is None:
            yield Danger(
                f"{here.name} has adopted {service}, and there is no such service.",
                "Nobody can apply for it.",
                "Put its folder where SAMRUM_SERVICES says, or take it out of the municipality's"
                " file.",
            )
            continue
        for fault in adoption_faults(adopted):
            where = f"{fault.file}:{fault.line}"
            yield Danger(f"{where}: {fault.what}", fault.because, fault.instead)
        if not adopted.adoption.delegation:
            yield Danger(
                f"Nobody in {here.name} can decide in {service}.",
                "The board has delegated nothing, so it decides every case itself.",
                f"Write the delegation order in [[services.{service}.delegation]].",
                fatal=False,
            )


def of_a_channel(municipality: str, reach: str, channel: Mapping[str, str]) -> Iterator[Danger]:
    """Whether letters that go this way find their reader. Letters in a folder are printed there."""
    if channel["name"] == "digital-mail":
        yield Danger(
            f"Digital mail from {municipality} reaches nobody.",
            "The channel that is set keeps the letters in a folder and says they were delivered.",
            f"Set [channels.{reach}] in the municipality's file to a channel that delivers.",
        )
    if channel["name"] == "smtp":
        yield from of_the_mail_server(
            channel["host"], int(channel.get("port", 0)), channel.get("security", "starttls")
        )


def of_the_mail_server(host: str, port: int = 0, security: str = "starttls") -> Iterator[Danger]:
    """Whether a mail server answers, and speaks with encryption as it is set to."""
    try:
        if security == "tls":
            context = ssl.create_default_context()
            smtplib.SMTP_SSL(host, port or 465, timeout=PATIENCE, context=context).close()
            return
        with smtplib.SMTP(host, port or 587, timeout=PATIENCE) as smtp:
            smtp.ehlo()
            encrypts = security == "none" or smtp.has_extn("starttls")
    except OSError as error:
        yield Danger(
            f"The mail server {host} does not answer.",
            f"It said: {error}.",
            "Correct it in the municipality's file; until it answers, letters wait in the outbox.",
            fatal=False,
        )
        return
    if not encrypts:
        yield Danger(
            f"The mail server {host} does not offer encryption.",
            "It is set to starttls and does not know it, so no letter can be handed over.",
            "Set another server, or another security, in the municipality's file.",
        )


def asked(only: int | None) -> Mapping[int, Municipality]:
    """The municipalities that are asked about.  Raises Refused."""
    return {tenant: one for tenant, one in municipalities().items() if only in (None, tenant)}
