"""What a municipality has to tell when somebody has seen, taken or destroyed what it keeps: which
reports, to whom, and within what time, as the law of a country says.

```toml
# countries/se/incident.toml
[[report]]
id = "notification"
hours = 72              # from when it was found out; months = 1 for a time in months
after = ""              # a report that the time is counted from instead, once that was sent
provision = "2 kap. 5-8 §§ cybersäkerhetslagen (2025:1506)"
tag = "MEM"
to.sv = "CSIRT-enheten"
```

A report with neither hours nor months is due without delay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from samrum.packages.guard import TAGS
from samrum.packages.sheet import Sheet

REPORTS: Final = ("early-warning", "notification", "breach", "final-report", "persons")
"""What can be reported: the three of NIS2, the one of GDPR 33, and to the persons themselves."""


@dataclass(frozen=True, slots=True)
class ReportRule:
    """One report; `to` is who receives it and how, in each language.

    It is due `hours` or `months` after it was found out, or after the report `after` was sent.
    """

    id: str
    provision: str
    tag: str
    to: Mapping[str, str]
    hours: int | None = None
    months: int | None = None
    after: str = ""


def read_reports(sheet: Sheet, languages: Sequence[str]) -> tuple[ReportRule, ...]:
    """Return the `[[report]]` tables of a sheet; faults are noted."""
    found = tuple(_report(table, languages) for table in sheet.tables("report"))
    sheet.finish()
    return found


def _report(sheet: Sheet, languages: Sequence[str]) -> ReportRule:
    report = ReportRule(
        sheet.one_of("id", REPORTS),
        sheet.text("provision"),
        sheet.one_of("tag", TAGS),
        sheet.words("to", languages),
        sheet.maybe_whole("hours", least=1),
        sheet.maybe_whole("months", least=1),
        sheet.one_of("after", ("", *REPORTS), ""),
    )
    if report.hours is not None and report.months is not None:
        sheet.fault(
            "months",
            f"The report {report.id} is due at two times.",
            "A time is counted in hours or in months.",
            "Leave one of them out.",
        )
    sheet.finish()
    return report
