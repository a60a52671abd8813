"""What the desk calls things: stages, outcomes, fates, sources, as a caseworker says them."""

from __future__ import annotations

from samrum.web.shared.words import gettext as _


def outcome(kind: str) -> str:
    """The kind of a decision."""
    return {
        "grant": _("Grant"),
        "partial": _("Grant in part"),
        "refuse": _("Refuse"),
        "dismiss": _("Dismiss without examining"),
        "write_off": _("Write off"),
        "human": _("A person has to look"),
        "refuse_demand": _("Refuse a demand for a decision"),
    }.get(kind, kind)


def outcome_help(kind: str) -> str:
    """What a kind of decision means."""
    return {
        "grant": _("The resident gets what was applied for."),
        "partial": _("The resident gets a part of it. The rest needs reasons."),
        "refuse": _("The resident does not get it. It needs reasons and a provision."),
        "dismiss": _("The application is not examined, because something it must have is missing."),
        "write_off": _("There is nothing left to decide."),
    }.get(kind, "")


def language_name(code: str) -> str:
    """What a language is called inside a sentence."""
    return {"sv": _("Swedish"), "da": _("Danish"), "en": _("English")}.get(code, code)


def stage_words(stage: str, decided: str, *, unread: bool) -> str:
    """How far a case has come, where nothing is open in it."""
    if stage == "decided":
        about = {"outcome": outcome(decided)}
        if unread:
            return _("Decided: %(outcome)s. Not read yet.") % about
        return _("Decided: %(outcome)s") % about
    return {
        "received": _("Nothing is asked of anybody"),
        "withdrawn": _("Taken back by the resident"),
        "closed": _("Closed"),
    }.get(stage, stage)


def stage_name(stage: str) -> str:
    """The stage in one word."""
    return {
        "received": _("Being worked on"),
        "decided": _("Decided"),
        "withdrawn": _("Taken back"),
        "closed": _("Closed"),
    }.get(stage, stage)


def fate(kind: str) -> str:
    """What became of a letter."""
    return {
        "ordered": _("On its way out"),
        "sent": _("Sent"),
        "unsure": _("We do not know whether it left"),
        "failed": _("It could not be sent"),
    }[kind]


def fate_help(kind: str) -> str:
    """What to do about a letter that did not simply leave."""
    return {
        "unsure": _("Ask the post room before you send it again, so that it does not come twice."),
        "failed": _(
            "Open the letter, print it and send it by hand. Then write a note that you have."
        ),
    }.get(kind, "")


def source_kind(kind: str) -> str:
    """Where a rule comes from."""
    return {
        "law": _("Law"),
        "agency_regulation": _("National regulation"),
        "guidance": _("Guidance"),
        "local_policy": _("Local policy"),
        "design": _("How the service is built"),
    }.get(kind, kind)


def register_outcome(kind: str) -> str:
    """What a register answered: that it failed, or says nothing, is never a no."""
    return {
        "found": _("Answered"),
        "not_found": _("Answered: there is nothing about the resident"),
        "protected": _("The data are protected, so it says nothing"),
        "failed": _("Did not answer. That is neither a yes nor a no."),
    }[kind]
