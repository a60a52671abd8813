"""The rules of one table beside each other: gaps, overlaps, rules that are never used.

Every remark with an example was evaluated before it is told. What cannot be settled is said to be
unsettled; nothing is called whole that was not looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from samrum.rules.check.columns import InputColumn
from samrum.rules.check.outputs import Outputs
from samrum.rules.check.remark import Example, Remark, Where
from samrum.rules.check.space import Allow, Box, Option, State
from samrum.rules.check.survey import Survey
from samrum.rules.check.words import listed, rules_words, short, told, told_as, told_regions
from samrum.rules.value import same

# Gaps and overlaps told of one table; a table that has more needs another look anyway.
MOST_TOLD = 8

# Of more rules than these, it is not searched which of them together mask another.
_MOST_MASKING = 30

# A gap: all the options around it, a state in it, the columns that matter, and the example.
Gap = tuple[Box, State, list[int], Example]

SINGLE_HIT = ("UNIQUE", "FIRST", "ANY", "PRIORITY")


class RuleCheck:
    """The check of one table. undecided: answers that leave a question to a person."""

    def __init__(self, survey: Survey, undecided: frozenset[str]) -> None:
        self.survey = survey
        self.table = survey.table
        self.outputs = Outputs(self.table, survey.place)
        self._undecided = undecided
        self._everything = (1 << len(self.table.rules)) - 1
        self._default = self.outputs.default()
        self._boxes: list[Box] = []
        self._unsettled: list[str] = []
        self._dead: set[int] = set()
        self._together: dict[int, list[int]] = {}

    def remarks(self) -> Iterator[Remark]:
        """All remarks about the rules beside each other."""
        if not self.table.rules:
            yield self._remark("no-rules", (), otherwise=self._otherwise())
            return
        if any(column.node is None and column.text for column in self.survey.columns):
            return
        if self.survey.is_too_large:
            self._unsettled.append("whether its rules leave gaps or overlap")
            yield from self._not_settled()
            return
        yield from self._reach()
        if self.table.hit_policy in ("UNIQUE", "ANY"):
            yield from self._overlaps()
        if self.table.hit_policy in SINGLE_HIT:
            if self._default is None:
                yield from self._gaps()
            if self._default is None or not self._hands_over(self._default):
                yield from self._unknowns()
            yield from self._taken_as_known()
        yield from self._not_settled()

    def may_be_empty(self) -> bool:
        """Whether for some facts the table may give nothing, though no rule says so."""
        if not self.table.rules:
            return self._default is None
        if self.survey.is_too_large:
            return True
        found = self.survey.find(forbid=self._everything)
        if self._default is None and found != (None, True):
            return True
        if self.table.hit_policy not in ("UNIQUE", "ANY"):
            return False
        return any(self.survey.find(must=pair) != (None, True) for pair in self._pairs())

    # --- rules that are never used

    def _reach(self) -> Iterator[Remark]:
        possible = self._everything
        for options in self.survey.wide.options:
            held = 0
            for option in options:
                held |= option.maybe
            possible &= held
        for rule in range(len(self.table.rules)):
            if not possible >> rule & 1:
                self._dead.add(rule)  # a cell never holds or cannot be read, as cells.py tells
                continue
            if self.survey.effort.left <= 0:
                self._unsettled.append(f"whether rules from {rule + 1} on are ever used")
                return
            state, settled = self.survey.find(must=1 << rule)
            if state is None and settled:
                self._dead.add(rule)
                yield self._remark("never-matches", (rule,))
            elif state is None:
                self._unsettled.append(f"whether rule {rule + 1} can match")
            else:
                yield from self._masked(rule)

    def _masked(self, rule: int) -> Iterator[Remark]:
        """Whether the rules that come before a rule take everything that it would match."""
        before = self.outputs.before(rule)
        if not before:
            return
        alone = self._covering(rule) & before
        masking = [_bits(alone)[0]] if alone else self._masking(rule, before)
        if masking:
            self._dead.add(rule)
            words = rules_words([number + 1 for number in masking])
            yield self._remark("unreachable", (rule,), masking=words)

    def _covering(self, rule: int) -> int:
        """The rules that hold in every column wherever this one does."""
        mask = self._everything & ~(1 << rule)
        for options in self.survey.wide.options:
            for option in options:
                if option.maybe >> rule & 1:
                    mask &= option.sure
        return mask

    def _masking(self, rule: int, before: int) -> list[int]:
        """Rules that only together take everything of a rule; as few of them as explain it."""
        state, settled = self.survey.find(must=1 << rule, forbid=before)
        if state is not None:
            return []
        if not settled:
            self._unsettled.append(f"whether rule {rule + 1} is ever used")
            return []
        masking = _bits(before)
        for number in tuple(masking) if len(masking) <= _MOST_MASKING else ():
            fewer = [other for other in masking if other != number]
            if self.survey.find(1 << rule, _mask(fewer)) == (None, True):
                masking = fewer
        return masking

    # --- rules that match together

    def _pairs(self) -> Iterator[int]:
        """Pairs of rules that may match together, by each column for itself; as bits."""
        for one in range(len(self.table.rules)):
            later = self._everything >> (one + 1) << (one + 1)
            for other in _bits(self._beside(one) & later):
                if self.table.hit_policy == "UNIQUE" or not self.outputs.agree(one, other):
                    yield 1 << one | 1 << other

    def _beside(self, rule: int, leave_out: int = -1) -> int:
        """The rules that hold together with a rule in each column for itself, but one left out."""
        if rule not in self._together:
            columns = []
            for options in self.survey.wide.options:
                beside = 0
                for option in options:
                    if option.maybe >> rule & 1:
                        beside |= option.maybe
                columns.append(beside)
            self._together[rule] = columns
        mask = self._everything
        for number, beside in enumerate(self._together[rule]):
            mask &= beside if number != leave_out else -1
        return mask

    def _overlaps(self) -> Iterator[Remark]:
        count = 0
        for pair in self._pairs():
            space = self.survey.space
            state: State | None = space.find(pair, allow=_known) or space.find(pair)
            if state is None:
                if self.survey.effort.left <= 0:
                    self._unsettled.append("whether more rules can match together")
                    return
                if not self.survey.is_settled(pair):
                    words = rules_words([rule + 1 for rule in _bits(pair)])
                    self._unsettled.append(f"whether {words} can match together")
                continue
            told_of = self._overlap(pair, state)
            if told_of is None:
                continue
            count += 1
            if count > MOST_TOLD:
                yield self._remark("more", (), what="pairs of rules that match together")
                return
            yield told_of

    def _overlap(self, pair: int, state: State) -> Remark | None:
        """The remark about two rules that match in a state, if the table says the same."""
        one, other = _bits(pair)
        box = Box(
            tuple(
                frozenset(o.sure for o in column if not pair & ~o.sure)
                for column in self.survey.space.options
            )
        )
        columns = self._narrowed(box, state)
        example = self.survey.example(state, columns)
        answer = self.survey.ask(example)
        codes = {finding.code for finding in answer.findings}
        if not {one + 1, other + 1} <= set(answer.matched):
            return None
        when = self._when(box, state, columns)
        if self.table.hit_policy == "UNIQUE":
            return self._remark("overlap", (one, other), example, when=when)
        if "rules-disagree" not in codes:
            self._unsettled.append(f"whether {rules_words([one + 1, other + 1])} always agree")
            return None
        return self._remark(
            "disagreement",
            (one, other),
            example,
            when=when,
            answer=self._answer(one),
            other=self._answer(other),
        )

    # --- facts that no rule speaks of

    def _gaps(self) -> Iterator[Remark]:
        for count in range(MOST_TOLD + 1):
            found = self._gap(_named)
            if found is None:
                break
            if count == MOST_TOLD:
                yield self._remark("more", (), what="cases that no rule speaks of")
                break
            box, state, columns, example = found
            when = self._when(box, state, columns)
            yield self._remark("gap", (), example, when=when, otherwise=self._otherwise())
        for column in self.survey.columns:
            found = self._gap(_only_other(column.number))
            if found is not None:
                yield self._about_column("gap-other-text", column, found[3])
        wide = self.survey.wide
        if self.survey.reckoned or not wide.complete:
            perhaps = wide.find(forbid=self._everything, boxes=self._boxes, allow=_named)
            if perhaps is not None or not wide.complete:
                self._unsettled.append("whether some rule always holds")

    def _gap(self, allow: Allow, some: int = 0, spare: int = -1) -> Gap | None:
        """A state that no rule matches and that is in no box yet; it gets one."""
        space = self.survey.space
        state = space.find(
            forbid=self._everything, boxes=self._boxes, allow=allow, some=some, spare=spare
        )
        if state is None:
            return None
        box = self._widened(state)
        self._boxes.append(box)
        columns = self._narrowed(box, state)
        example = self.survey.example(state, columns)
        # What the table itself does not confirm is not told.
        if self.survey.ask(example).matched:
            self._unsettled.append("whether some rule always holds")
            return None
        return box, state, columns, example

    def _widened(self, state: State) -> Box:
        """The options around a state, as many as can be, that no rule matches."""
        options = self.survey.space.options
        masks = [{option.sure} for option in state]
        joined = [option.sure for option in state]
        for number, column in enumerate(options):
            rest = self._everything
            for other, mask in enumerate(joined):
                rest &= mask if other != number else -1
            for mask in dict.fromkeys(option.sure for option in column):
                if not mask & rest:
                    masks[number].add(mask)
                    joined[number] |= mask
        return Box(
            tuple(frozenset(own) for own in masks),
            # A column that is in the way whatever it is does not matter when it is not known.
            frozenset(self._filled(masks, state, lambda o: o.is_unknown)),
            frozenset(self._filled(masks, state, lambda o: o.is_other)),
        )

    def _filled(
        self, masks: list[set[int]], state: State, of_kind: Callable[[Option], bool]
    ) -> Iterator[int]:
        """Columns where the state is of a kind, or every option of no such kind is in the masks."""
        for number, column in enumerate(self.survey.space.options):
            others = (o.sure for o in column if not o.is_unknown and not o.is_other)
            if of_kind(state[number]) or all(mask in masks[number] for mask in others):
                yield number

    # --- facts that are not known

    def _unknowns(self) -> Iterator[Remark]:
        """One column is not known; then two at once, where each alone is spoken of."""
        told_of: set[int] = set()
        for column in self.survey.columns:
            found = self._unknown(column.number)
            if found is not None:
                told_of.add(column.number)
                unknown = self._unknown_in(column, found[1][column.number])
                example = found[3]
                yield self._about_column("unknown-unhandled", column, example, unknown=unknown)
        rest = [column for column in self.survey.columns if column.number not in told_of]
        if self._default is not None:
            return
        for one, other in combinations(rest, 2):
            found = self._gap(_only_unknown(one.number, other.number))
            if found is not None:
                names = [
                    self._unknown_in(column, found[1][column.number]) for column in (one, other)
                ]
                unknown = f"{listed(names)}, both at once"
                yield self._about_column("unknown-unhandled", one, found[3], unknown=unknown)
                return

    def _unknown(self, number: int) -> Gap | None:
        """A gap where only one column is not known. Where a default speaks for all gaps, one that a
        rule would close if the column were known."""
        if self._default is None:
            return self._gap(_only_unknown(number))
        column = self.survey.columns[number]
        asking = [
            rule
            for rule in range(len(self.table.rules))
            if rule not in self._dead and not _is_any(column, rule)
        ]
        if not asking:
            return None
        return self._gap(_value_is_null(number), some=_mask(asking), spare=number)

    def _unknown_in(self, column: InputColumn, option: Option) -> str:
        """What is not known in a column: itself, or what its cells compare it with."""
        if option.value is None:
            return short(column.name)
        points = self.survey.space.points
        given = {self.survey.paths[n]: points[n][index].value for n, index in option.given}
        beside = self.survey.cell_variables(column)
        return listed(".".join(path) for path in beside if given[path] is None)

    def _taken_as_known(self) -> Iterator[Remark]:
        """Rules that answer for an unknown fact what they answer for a known one."""
        for column in self.survey.columns:
            if all(o.value is not None for o in self.survey.space.options[column.number]):
                continue
            found: list[tuple[int, Remark]] = []
            for rule in range(len(self.table.rules)):
                if self.survey.effort.left <= 0:
                    self._unsettled.append(
                        f"whether an unknown {short(column.name)} counts as known"
                    )
                    break
                remark = None if rule in self._dead else self._as_known(column, rule)
                if remark is not None:
                    found.append((rule, remark))
            if found:
                rules = tuple(rule + 1 for rule, _ in found)
                first = found[0][1]
                where = Where(
                    first.where.element,
                    first.where.table,
                    rules,
                    first.where.column,
                    "",
                    first.where.line,
                )
                about = {**first.about, "rules": rules_words(rules)}
                yield Remark("unknown-as-known", where, about, first.example)

    def _as_known(self, column: InputColumn, rule: int) -> Remark | None:
        """The remark when a rule takes null as if it were known, and another rule would answer
        something else for a value of this column."""
        shape = column.shapes[rule]
        ordered = self.table.hit_policy in ("FIRST", "PRIORITY")
        silent = shape is not None and (shape.negated or (shape.kind == "any" and ordered))
        if not silent or self.outputs.hands_over(rule, self._undecided):
            return None
        before = self.outputs.before(rule)
        others = self._everything & ~(1 << rule) if before is None else before
        others &= self._beside(rule, column.number)
        rivals = [
            other
            for other in _bits(others)
            if other not in self._dead and not self.outputs.agree(rule, other)
        ]
        state = rivals and self.survey.space.find(
            must=1 << rule,
            forbid=before or 0,
            allow=_value_is_null(column.number),
            some=_mask(rivals),
            spare=column.number,
        )
        return self._compared(column, rule, state) if state else None

    def _compared(self, column: InputColumn, rule: int, state: State) -> Remark | None:
        """Ask the table about the state, and about the same with the column known."""
        number = column.number
        fixed = {v for n, o in enumerate(state) if n != number for v, _ in o.given}
        given = {item for n, o in enumerate(state) if n != number for item in o.given}
        unknown = self.survey.ask(self.survey.example(state, ()))
        if unknown.used != (rule + 1,) or unknown.value is None:
            return None
        for option in self.survey.space.options[number]:
            fits = all(item in given for item in option.given if item[0] in fixed)
            if option.is_unknown or option.is_other or not fits:
                continue
            known = (*state[:number], option, *state[number + 1 :])
            answer = self.survey.ask(self.survey.example(known, ()))
            if len(answer.used) == 1 and not same(answer.value, unknown.value):
                other = answer.used[0] - 1
                return self._about_column(
                    "unknown-as-known",
                    column,
                    self.survey.example(state, self._asked_by(column, rule, other)),
                    answer=told(unknown.value),
                    other_rule=f"rule {other + 1}",
                    other=told(answer.value),
                )
        return None

    def _asked_by(self, column: InputColumn, *rules: int) -> list[int]:
        """A column, and those in which one of the rules asks for something."""
        return [
            one.number
            for one in self.survey.columns
            if one is column or not all(_is_any(one, rule) for rule in rules)
        ]

    # --- what is told

    def _not_settled(self) -> Iterator[Remark]:
        if not self._unsettled:
            return
        subjects = list(dict.fromkeys(self._unsettled))
        told_of = subjects[:MOST_TOLD]
        if len(subjects) > MOST_TOLD:
            told_of.append(f"{len(subjects) - MOST_TOLD} more such questions")
        reckoned = listed(short(column.name) for column in self.survey.reckoned)
        reason = f"Not every value can be tried of what is reckoned: {reckoned}"
        if self.survey.is_too_large or not self.survey.wide.complete:
            reason = "The table has more combinations than are looked through"
        yield self._remark("not-settled", (), subject=listed(told_of), reason=reason)

    def _when(self, box: Box, state: State, columns: Sequence[int]) -> str:
        """A box in words, as far as it is narrower than everything."""
        parts = [self._when_column(self.survey.columns[n], box, state[n]) for n in columns]
        names = [short(self.survey.columns[n].name) for n in columns]
        if any(" or " in p.removeprefix(n) for p, n in zip(parts, names, strict=True)):
            return ", and ".join(parts)
        return listed(parts) or "the facts are whatever they are"

    def _when_column(self, column: InputColumn, box: Box, option: Option) -> str:
        name = short(column.name)
        path = self.survey.plain[column.number]
        if path is None or self.survey.is_linked(path) or option.is_unknown:
            return told_as(name, option.value)
        options = self.survey.space.options[column.number]
        inside = [
            o.point for o in options if o.point is not None and o.sure in box.masks[column.number]
        ]
        points = [point for point in inside if point.value is not None]
        constants = self.survey.grids[path].constants
        if constants and all(point.region is not None for point in points):
            return told_regions(name, {p.region or 0: p for p in points}, constants)
        values = [told(p.value) for p in points if not p.is_other_text] or [told(option.value)]
        return f"{name} = {listed(values, 'or')}"

    def _narrowed(self, box: Box, state: State) -> list[int]:
        """The columns in which a box leaves something out that is known, or in which the state is
        not known."""
        narrow = []
        for number, column in enumerate(self.survey.space.options):
            known = (o for o in column if not o.is_unknown)
            if state[number].is_unknown or any(o.sure not in box.masks[number] for o in known):
                narrow.append(number)
        return narrow

    def _about_column(
        self, code: str, column: InputColumn, example: Example, **about: str
    ) -> Remark:
        about = {"column": short(column.name), "otherwise": self._otherwise(), **about}
        return self._remark(code, (), example, where_column=column, **about)

    def _remark(
        self,
        code: str,
        rules: tuple[int, ...],
        example: Example | None = None,
        where_column: InputColumn | None = None,
        **about: str,
    ) -> Remark:
        numbers = tuple(rule + 1 for rule in rules)
        if numbers:
            about["rules"] = rules_words(numbers)
        last = self.table.rules[rules[-1]].line if rules else 0
        line = last or (where_column.clause.line if where_column else 0) or self.table.line
        column = "" if where_column is None else where_column.text
        where = Where(self.survey.place.element, self.table.id, numbers, column, "", line)
        return Remark(code, where, about, example)

    def _answer(self, rule: int) -> str:
        return listed(short(cell.text) or "nothing" for cell in self.table.rules[rule].outputs)

    def _otherwise(self) -> str:
        if self._default is None:
            return "no answer"
        return f"the default {listed(map(told, self._default))}"

    def _hands_over(self, values: list[object]) -> bool:
        return any(v is None or (isinstance(v, str) and v in self._undecided) for v in values)


def _is_any(column: InputColumn, rule: int) -> bool:
    shape = column.shapes[rule]
    return shape is not None and shape.kind == "any"


def _known(column: int, option: Option) -> bool:
    return not option.is_unknown


def _named(column: int, option: Option) -> bool:
    """Known, and no text that no rule names."""
    return not option.is_unknown and not option.is_other


def _only_other(number: int) -> Allow:
    def allow(column: int, option: Option) -> bool:
        return option.is_other if column == number else _named(column, option)

    return allow


def _only_unknown(*numbers: int) -> Allow:
    def allow(column: int, option: Option) -> bool:
        return option.is_unknown == (column in numbers)

    return allow


def _value_is_null(number: int) -> Allow:
    def allow(column: int, option: Option) -> bool:
        return option.value is None if column == number else not option.is_unknown

    return allow


def _mask(rules: Iterable[int]) -> int:
    return sum(1 << rule for rule in rules)


def _bits(mask: int) -> list[int]:
    return [number for number in range(mask.bit_length()) if mask >> number & 1]
