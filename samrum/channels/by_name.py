"""The outgoing channels by the names that an installation's settings use."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import cast

from samrum.channels.digital_mail import DigitalMailStub
from samrum.channels.file import FileChannel
from samrum.channels.outgoing import Channel
from samrum.channels.sent_log import SentLog
from samrum.channels.smtp import Security, SmtpChannel
from samrum.core.refusal import Refused

Settings = Mapping[str, str]


def channel_for(name: str, settings: Settings) -> Channel:
    """The channel called `name`, set up from `settings`.  Raises Refused.

    file: folder, sender.  digital-mail: folder, sender.  smtp: host, sender, sent_log (a folder),
    and where needed port, security (starttls, tls, none), user, password, ca_file, timeout.
    """
    if name not in CHANNELS:
        raise Refused(
            "There is no channel called “{name}”.",
            because="This installation knows: {known}.",
            instead="Use one of these names in the settings.",
            name=name,
            known=", ".join(CHANNELS),
        )
    return CHANNELS[name](settings)


def _file(settings: Settings) -> Channel:
    return FileChannel(Path(_needed("file", settings, "folder")), _sender(settings))


def _digital_mail(settings: Settings) -> Channel:
    name = "digital-mail"
    return DigitalMailStub(
        Path(_needed(name, settings, "folder")), _needed(name, settings, "sender")
    )


def _smtp(settings: Settings) -> Channel:
    host = _needed("smtp", settings, "host")
    security = settings.get("security", "starttls")
    if security not in ("starttls", "tls", "none") or (security == "none" and not _near(host)):
        raise Refused(
            "The mail server {host} cannot be used with the security “{security}”.",
            because="What is written to residents must not cross a network in the clear.",
            instead="Set security to starttls or tls; none is for a server on this machine.",
            host=host,
            security=security,
        )
    return SmtpChannel(
        host=host,
        port=int(_number(settings, "port", 465 if security == "tls" else 587)),
        sender=_needed("smtp", settings, "sender"),
        log=SentLog(Path(_needed("smtp", settings, "sent_log"))),
        security=cast(Security, security),
        user=settings.get("user", ""),
        password=settings.get("password", ""),
        tls=ssl.create_default_context(cafile=settings.get("ca_file")),
        timeout=_number(settings, "timeout", 30),
    )


CHANNELS: dict[str, Callable[[Settings], Channel]] = {
    "file": _file,
    "smtp": _smtp,
    "digital-mail": _digital_mail,
}


def _needed(channel: str, settings: Settings, name: str) -> str:
    if not settings.get(name):
        raise Refused(
            "The channel {channel} cannot be used.",
            because="Its setting “{setting}” is missing.",
            instead="Set it, or choose another channel.",
            channel=channel,
            setting=name,
        )
    return settings[name]


def _sender(settings: Settings) -> str:
    return settings.get("sender") or "samrum@localhost"


def _number(settings: Settings, name: str, otherwise: float) -> float:
    given = settings.get(name, "")
    try:
        number = float(given) if given else otherwise
    except ValueError:
        number = 0
    if not 0 < number < 65536:
        raise Refused(
            "The channel smtp cannot be used.",
            because="Its setting “{setting}” is “{given}”, which is not a number it can use.",
            instead="Write a whole number above 0, or leave it out.",
            setting=name,
            given=given,
        )
    return number


def _near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
