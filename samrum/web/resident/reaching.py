"""How we reach somebody: chosen when she applies, changed whenever she likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast, get_args

from django.http import HttpRequest

from samrum.core.case import Channel, Reach
from samrum.core.fact import Answer
from samrum.office import drafts
from samrum.web.resident.answers import Filling
from samrum.web.shared.page import Fault, here
from samrum.web.shared.words import gettext as _

CHANNEL: Final = "reach.channel"
ADDRESS: Final = "reach.address"
LONGEST: Final = 200


def posted(request: HttpRequest) -> tuple[Reach, tuple[Fault, ...]]:
    """What the form says, and what is wrong with it."""
    channel = request.POST.get("channel", "")
    address = request.POST.get("address", "").strip()[:LONGEST]
    if channel not in get_args(Channel) or channel not in ("letter", *here(request).channels):
        return Reach(), (Fault("channel", _("Choose how we should reach you.")),)
    reach = Reach(cast(Channel, channel), address if channel == "email" else "")
    if channel == "email" and not _is_address(address):
        what = _("Write an e-mail address such as name@example.com, or choose another way.")
        return reach, (Fault("address", what),)
    return reach, ()


def kept(filling: Filling) -> Reach:
    """What the draft says; a letter on paper for who has said nothing."""
    channel = filling.draft.answers.get(CHANNEL)
    address = filling.draft.answers.get(ADDRESS)
    if channel is None or channel.value not in get_args(Channel):
        return Reach()
    return Reach(cast(Channel, channel.value), str(address.value) if address else "")


def keep(filling: Filling, reach: Reach) -> None:
    """Keep it in the draft, among what has been typed."""
    said = {CHANNEL: Answer(reach.channel), ADDRESS: Answer(reach.address)}
    draft = filling.draft
    try:
        drafts.keep(
            filling.reader,
            filling.resident,
            filling.key,
            answers={**draft.answers, **said},
            uploads=draft.uploads,
            page=draft.page,
            expected=draft.version,
        )
    except drafts.Changed as changed:
        keep(replace(filling, draft=changed.kept), reach)


def _is_address(text: str) -> bool:
    """Whether it can be an e-mail address; only a letter that arrives proves that it is one."""
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host.strip(".")) and not any(s.isspace() for s in text)
