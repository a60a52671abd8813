"""What docs/security.md says of limits, of what has to fit together, and of what takes long.

See docs/security_tables.py for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    most: str
    of: str
    then: str


WAIT: Final = "429: wait a minute; nobody is locked out"
SHORTER: Final = "told at the field; nothing typed is lost"
REFUSED: Final = "refused in three sentences; what was typed stands there"
LIMITS: Final = (
    Limit("{web.shared.pace:OF_A_SESSION} pages a minute", "a session, each process", WAIT),
    Limit("{web.shared.pace:OF_AN_ADDRESS} pages a minute", "an address, each process", WAIT),
    Limit("{web.shared.pace:LOGINS_OF_AN_ADDRESS} log-ins a minute", "an address", WAIT),
    Limit("{office.identity:IDLE} without a press", "a session", "log in again; text is parked"),
    Limit("{office.identity:LONGEST}", "a session", "log in again; text is parked"),
    Limit("{web.shared.typed:LONGEST} characters", "a text on a page", SHORTER),
    Limit("{office.why:LONGEST} characters", "a reason for reading", SHORTER),
    Limit("{web.desk.decision:MOST_PROVISIONS} provisions", "a decision", "the rest is left out"),
    Limit(
        "{web.resident.answers:MOST_FILES} files", "a form, a press", "each that is left is named"
    ),
    Limit(
        "{web.resident.answers:LONGEST_RECEIVING} seconds, and the file that is begun",
        "looking through the files of a press",
        "each that is left is named",
    ),
    Limit("{channels.store:LARGEST_FILE:MB}", "a file", REFUSED),
    Limit("{web.shared.bounds:MOST_BYTES:MB}", "a press", "413, in words"),
    Limit("{office.drafts:KEPT} untouched", "a draft", "forgotten; her page says when"),
    Limit("{office.extract:KEPT}", "a file with everything about her", "made anew when asked for"),
    Limit(
        "{office.register:MOST} rows, {office.register:LONGEST}",
        "the register",
        "it says that there are more",
    ),
    Limit(
        "{office.delegated:MOST} rows, {office.delegated:LONGEST}",
        "the board's list",
        "it says that there are more",
    ),
    Limit("{journal.worklist:FOUND} found", "a search at the desk", "“more than”; search closer"),
    Limit("{web.desk.worklist:LONGEST_SEARCH} characters", "a search at the desk", "cut"),
    Limit(
        "{office.transfer:MOST} requests",
        "the list of requests",
        "those that wait longest are shown",
    ),
    Limit("{office.room_worry:MOST} reports", "the list of reports of worry", "the latest"),
    Limit("{web.shared.reader_log:MOST} readings", "the list of who has read", "all in the file"),
    Limit("{api.door:MOST_BYTES:MB}", "a request of a system", "413 `too-large`"),
    Limit("{api.wire:LONGEST} characters", "a text of a system", "400 `not-understood`"),
    Limit("{api.reading:MOST} cases or events", "a page for a system", "`next` has the rest"),
    Limit("{office.sending:MOST_ATTEMPTS} attempts", "a letter", "a person looks"),
    Limit("{channels.letter:LONGEST_LETTER} characters", "a letter", REFUSED),
)
# What bounds the inside, and that nobody who presses or calls can meet as a limit of her own.
INSIDE: Final = frozenset(
    """
    api/growth.py:LARGEST api/problem.py:LONGEST_FACT office/extract_paper.py:LONGEST_PART
    office/extract_paper.py:MOST_LINES office/figures.py:MOST_EXTRACTS office/hooks.py:LONGEST
    office/rehearsal.py:MOST_ROWS office/retention.py:MOST_CASES office/see.py:MOST_CASES_ASKED
    office/uploads.py:LONGEST_NAME web/desk/decision.py:LONGEST_LINE web/desk/hearing.py:MOST
    web/desk/helping.py:LONGEST_NUMBER web/desk/helping.py:LONGEST_NAME
    web/desk/looking.py:MOST_ATTEMPTS web/desk/reading.py:LONGEST web/desk/told.py:LONGEST_NAME
    web/desk/worklist.py:MOST_TRIED web/resident/bias.py:LONGEST_NAME
    web/resident/reaching.py:LONGEST web/room/changes.py:MOST web/room/looking.py:MOST_ATTEMPTS
    web/shared/bounds.py:MOST_READ web/shared/sealed.py:LONGEST web/shared/typed.py:MOST_DIGITS
    """.split()  # noqa: SIM905
)
OF_THE_MATTER: Final = (
    "Who may decide what, and up to how much, is the board's delegation order in the"
    " municipality's file; what a function may decide, its `[automation]`; how long a right may"
    " last, the guards below. How long an answer may be and between which numbers, the vocabulary"
    " (`longest`, `least`, `most` of each fact). Of everybody together: no act is received when"
    " the oldest entry has waited `SAMRUM_UNCOVERED` minutes for a checkpoint. These are the"
    " limits of the pages and the API:"
)
FITTING: Final = (
    "Answers that depend on each other are held together in three ways. **A question that is not"
    " asked is not answered**: `shown` in a form says after which answers it is asked, a page"
    " leaves out what is no longer asked, and a system that answers it is refused. **Guards**: a"
    " step of the matter is refused while what it rests on does not fit, by the law of the country"
    " or of the service, in an expression that anybody can read (`refuse_when`). **The product"
    " itself** refuses, in words:"
)
TOGETHER: Final = {
    "The last day cannot come before the first day.": "core/case/decide.py",
    "E-mail cannot be chosen yet.": "core/case/decide.py",
    "There is nothing to answer here any more.": "core/case/decide.py",
    "The case cannot be closed yet.": "core/case/decide.py",
    "The day cannot be right.": "core/support.py",
    "It cannot be interrupted.": "core/support.py",
    "It cannot be reported yet.": "core/support.py",
    "This is not asked here.": "office/forms.py",
    "The answer is of another type than the question.": "office/forms.py",
}


@dataclass(frozen=True, slots=True)
class Slow:
    what: str
    bounded: str
    where: str


SHARING: Final = (
    "`serve` runs `SAMRUM_WORKERS` processes with {cli.serve:THREADS_PER_WORKER} threads each."
    " What takes longer than a page is not done there but by `samrum work`, from queues in the"
    " database, one thing at a time and a little of each in turn, so that one municipality, system"
    " or person does not keep the others waiting; a page says that it will be ready. A proxy that"
    " waits a minute for an answer waits long enough."
)
LONG: Final = (
    Slow(
        "reading a PDF through when it is handed in",
        "{channels.pdf:LONGEST_READING} seconds of processor and {channels.pdf:MOST_OBJECTS}"
        " objects each; {web.resident.answers:LONGEST_RECEIVING} seconds a press",
        "in the press",
    ),
    Slow(
        "looking a file through for viruses",
        "{channels.scanner:PATIENCE} seconds to answer",
        "in the press",
    ),
    Slow(
        "the log-in provider, the issuer of tokens",
        "10 seconds; at log-out {site.e_identity:PATIENCE}",
        "in the press; keys are kept for an hour",
    ),
    Slow(
        "what would have changed a decision",
        "{core.turning:MOST_TRIED} evaluations",
        "in the press that decides",
    ),
    Slow("searching at the desk", "{journal.worklist:FOUND} found by index", "in the page"),
    Slow("setting letters", "20 ms each, some at a time", "`work`, after the commit"),
    Slow("everything about somebody, as one file", "one queue, part by part", "`work`"),
    Slow("telling other systems", "{office.hooks:LONGEST} seconds each in turn", "`work`"),
    Slow("functions that decide, deadlines, destroying, figures", "batches", "`work`"),
    Slow("checkpoints", "what has moved since the last", "`work`, every 15 seconds"),
    Slow(
        "backup, verify, rebuild, replay of rules", "the operator's hour", "commands of their own"
    ),
)
