"""No package asks for a fact under another name than the one that all services share."""

import pytest

from samrum.packages.fault import Fault
from samrum.packages.places import shipped
from samrum.packages.sheet import read_sheet
from samrum.packages.vocabulary import LANGUAGES, read_terms, read_vocabulary

SHARED = read_vocabulary(shipped("vocabulary"))
NEW = """
[[term]]
id = "plan.something"
type = "text"
secrecy = "family"
words.sv = "{sv}"
words.da = "{da}"
words.en = "{en}"
"""


def faults(sv: str = "Nytt", da: str = "Nyt", en: str = "New") -> list[str]:
    """What is wrong with a package that brings a term of its own with these names."""
    found: list[Fault] = []
    sheet = read_sheet("vocabulary.toml", NEW.format(sv=sv, da=da, en=en), found)
    read_terms(sheet, LANGUAGES, dict(SHARED))
    return [one.what for one in found]


@pytest.mark.parametrize(
    ("names", "other"),
    [
        ({"sv": "Syskon"}, "family.siblings"),
        ({"sv": "syskon?"}, "family.siblings"),
        ({"sv": "Hur många syskon"}, "family.siblings"),
        ({"da": "SØSKENDE"}, "family.siblings"),
        ({"en": "School-absence"}, "school.attendance"),
        ({"en": "Walking distance"}, "mobility.walking_distance_max_m"),
    ],
)
def test_a_fact_that_has_a_name_is_not_asked_for_under_another(
    names: dict[str, str], other: str
) -> None:
    assert any(f"as {other} is" in what for what in faults(**names)), faults(**names)


def test_a_fact_that_is_new_may_be_named() -> None:
    assert faults() == []
