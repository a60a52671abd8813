"""Reasons, provisions and decisive facts come from the rules that say a reason."""

from samrum.core.decision import decisive_facts, draft_reasons, provisions
from samrum.packages.ruleset import Applied, MatchedRule


def rule(reason: str, provision: str, *facts: str) -> MatchedRule:
    words = {"sv": reason, "en": reason.upper()} if reason else {}
    return MatchedRule("d", "d-1", 1, words, provision, "law", "", facts, {"en": "For the desk."})


APPLIED = Applied(
    "r",
    {},
    (
        rule("", "20 §", "request"),
        rule("Du kan gå.", "13 kap. 8 §", "walks", "distance"),
        rule("Det varar.", "13 kap. 8 §", "walks", "duration"),
        rule("Du kan gå.", "13 kap. 8 §", "walks"),
    ),
)


def test_each_reason_is_said_once_in_the_language_of_the_resident() -> None:
    assert draft_reasons(APPLIED, "sv") == "Du kan gå.\n\nDet varar."
    assert draft_reasons(APPLIED, "en") == "DU KAN GÅ.\n\nDET VARAR."
    assert draft_reasons(APPLIED, "fi") == ""


def test_what_only_the_caseworker_reads_is_no_ground_of_a_decision() -> None:
    assert provisions(APPLIED) == ("13 kap. 8 §",)
    assert decisive_facts(APPLIED) == ("walks", "distance", "duration")


def test_without_rules_there_is_nothing_to_say() -> None:
    assert (draft_reasons(None, "sv"), provisions(None), decisive_facts(None)) == ("", (), ())
