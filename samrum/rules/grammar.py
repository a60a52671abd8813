"""The grammar of FEEL as a Pratt parser with a stack of scopes (DMN 1.5, 10.3.1).

Names are only decidable against what is in scope: the longest known name wins (lex.Names).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar, cast

from samrum.rules import tree
from samrum.rules.functions import BUILTINS
from samrum.rules.lex import (
    Names,
    Token,
    key_end,
    name_text,
    string_value,
    token_at,
    words_end,
)
from samrum.rules.number import parse_number
from samrum.rules.scan import Scope
from samrum.rules.syntax_error import (
    FeelSyntaxError,
    misplaced,
    no_number,
    too_deep,
    too_many_loops,
)
from samrum.rules.tree import Node
from samrum.rules.types import FeelType, TypeReader

DEEPEST: Final = 100
MOST_LOOPS: Final = 10
# Steps of the parser into itself; an operator between two brackets is one, and no level of its own.
DEEPEST_STEP: Final = 150
CONSTANTS: Final = {"null": None, "true": True, "false": False}
# Words that end what stands before them, wherever it is.
AFTER_A_VALUE: Final = frozenset(
    {"and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"}
)
RESERVED: Final = AFTER_A_VALUE | {"if", "for", "some", "every", "function", *CONSTANTS}
COMPARATORS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
# How tight an operator binds; what stands to its right binds tighter.
POWERS: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "between": 4,
    "in": 4,
    "instance": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "**": 8,
}
TERM: Final = 6
NEGATION: Final = 9
_BUILT_IN = Names(BUILTINS)

_T = TypeVar("_T")


@dataclass(slots=True)
class _Frame:
    """The names of one scope. In a filter, other names may be members of the item."""

    names: Names
    is_filter: bool = False


class Parser:
    """Reads one text, from the start to the end, in a scope."""

    def __init__(self, text: str, scope: Scope) -> None:
        self._text = text
        self._scope = scope
        self._types: TypeReader | None = None
        self._keys = Names()
        self._frames = [_Frame(_BUILT_IN), _Frame(scope.declared)]
        self._depth = 0
        self._in_range_end = False
        self._token = token_at(text, 0)

    # --- whole texts

    def whole_expression(self) -> Node:
        """All of the text as an expression. Raises FeelSyntaxError."""
        return self._to_the_end(self._expression())

    def whole_cell(self) -> Node:
        """All of the text as a cell. Raises FeelSyntaxError."""
        at = self._token.at
        if self._token.kind == "end":
            return tree.Anything(at)
        if self._token.text == "-" and token_at(self._text, self._token.end).kind == "end":
            return tree.Anything(at)
        tests = self._negated_cell() if self._token.text == "not" else None
        if tests is None:
            tests = tree.UnaryTests(at, self._items(self._expression), negated=False)
        return self._to_the_end(tests)

    def _negated_cell(self) -> tree.UnaryTests | None:
        """`not(tests)`, if that is all of the cell; else nothing, and it is read again."""
        start = self._token
        self._advance()
        self._expect("(", "the tests that must not hold")
        tests = self._items(self._expression)
        self._expect(")", "the end of the tests")
        if self._token.kind == "end":
            return tree.UnaryTests(start.at, tests, negated=True)
        self._token = start
        return None

    def _to_the_end(self, node: Node) -> Node:
        if self._token.kind != "end":
            raise self._unexpected("an operator or the end of the text")
        return node

    # --- expressions

    def _expression(self) -> Node:
        """An expression of its own, between brackets or commas."""
        outer, self._in_range_end = self._in_range_end, False
        node = self._binary(0)
        self._in_range_end = outer
        return node

    def _binary(self, power: int) -> Node:
        self._depth += 1
        if self._depth > DEEPEST_STEP:
            raise too_deep(self._text, self._token.at, DEEPEST)
        node = self._infix(self._postfix(self._prefix()), power)
        self._depth -= 1
        return node

    def _infix(self, left: Node, power: int) -> Node:
        while POWERS.get(self._token.text, 0) > power:
            operator = self._token
            self._advance()
            match operator.text:
                case "or":
                    left = tree.Disjunction(operator.at, self._run(left, "or"))
                case "and":
                    left = tree.Conjunction(operator.at, self._run(left, "and"))
                case "between":
                    left = self._between(operator, left)
                case "in":
                    left = tree.In(operator.at, left, self._tests())
                case "instance":
                    left = self._instance_of(operator, left)
                case "+" | "-" | "*" | "/" | "**":
                    left = self._arithmetic(operator, left)
                case _:
                    right = self._binary(POWERS[operator.text])
                    compared = cast(tree.Comparator, operator.text)
                    left = tree.Comparison(operator.at, compared, left, right)
        return left

    def _run(self, first: Node, operator: str) -> tuple[Node, ...]:
        items = [first, self._binary(POWERS[operator])]
        while self._token.text == operator:
            self._advance()
            items.append(self._binary(POWERS[operator]))
        return tuple(items)

    def _arithmetic(self, operator: Token, first: Node) -> Node:
        power, steps = POWERS[operator.text], []
        while True:
            operand = self._binary(power)
            sign = cast(tree.Operator, operator.text)
            steps.append(tree.Step(operator.at, sign, operand))
            operator = self._token
            if POWERS.get(operator.text) != power:
                return tree.Arithmetic(steps[0].at, first, tuple(steps))
            self._advance()

    def _between(self, operator: Token, value: Node) -> Node:
        low = self._binary(TERM - 1)
        self._expect("and", "the higher end of between")
        return tree.Between(operator.at, value, low, self._binary(TERM - 1))

    def _instance_of(self, operator: Token, value: Node) -> Node:
        self._expect("of", "the type after instance of")
        return tree.InstanceOf(operator.at, value, self._type())

    def _tests(self) -> tuple[Node, ...]:
        """What follows `in`: one test, or several in parentheses."""
        if self._token.text != "(":
            return (self._binary(TERM - 1),)
        opening = self._token
        self._advance()
        first = self._expression()
        if self._token.text == ",":
            self._advance()
            tests = (first, *self._items(self._expression))
            self._expect(")", "the end of the tests")
            return tests
        only = self._range_or_group(opening, first)
        return (self._infix(self._postfix(only), TERM - 1),)

    # --- what an expression begins with

    def _prefix(self) -> Node:
        token = self._token
        match token.kind:
            case "number":
                return self._number(token)
            case "string":
                self._advance()
                return tree.Literal(token.at, string_value(self._text, token))
            case "word":
                return self._word(token)
            case "symbol":
                return self._sign(token)
        raise self._unexpected("a value")

    def _number(self, token: Token) -> Node:
        self._advance()
        number = parse_number(token.text)
        if number is None:
            raise no_number(self._text, token.at)
        return tree.Literal(token.at, number)

    def _sign(self, token: Token) -> Node:
        if token.text in COMPARATORS:
            self._advance()
            compared = cast(tree.Comparator, token.text)
            return tree.Comparing(token.at, compared, self._binary(TERM - 1))
        match token.text:
            case "-":
                self._advance()
                return tree.Negate(token.at, self._binary(NEGATION))
            case "(":
                self._advance()
                return self._range_or_group(token, self._expression())
            case "]":
                self._advance()
                return self._range(token, self._expression(), low_closed=False)
            case "[":
                return self._list_or_range(token)
            case "{":
                return self._context(token)
            case "@":
                return self._at_literal(token)
        raise self._unexpected("a value")

    def _word(self, token: Token) -> Node:
        name = self._name(token)
        if name is not None:
            return name
        self._advance()
        match token.text:
            case "if":
                return self._if(token)
            case "for":
                return self._for(token)
            case "some" | "every":
                return self._quantified(token)
            case "function":
                return self._function(token)
            case "null" | "true" | "false":
                return tree.Literal(token.at, CONSTANTS[token.text])
        self._token = token
        raise self._unexpected("a value")

    def _name(self, token: Token) -> Node | None:
        """The longest known name, else all words up to the next operator; keywords are none."""
        if token.text == "?":
            self._advance()
            return tree.Subject(token.at)
        end, declared, is_built_in = self._known(token.at)
        in_filter = any(frame.is_filter for frame in self._frames)
        if token.text in RESERVED and end <= token.end:
            return None
        if declared is None or is_built_in or in_filter:
            words = words_end(self._text, token.at, RESERVED)
            if words > end:
                end, declared = words, name_text(self._text, token.at, words)
                is_built_in = False
        self._token = token_at(self._text, end)
        if is_built_in:
            return tree.BuiltIn(token.at, str(declared))
        return tree.Name(token.at, str(declared))

    def _known(self, at: int) -> tuple[int, str | None, bool]:
        """Where the longest name in scope ends, its text, and whether it is a built-in's."""
        best: tuple[int, str | None, bool] = (at, None, False)
        for frame in reversed(self._frames):
            found = frame.names.longest(self._text, at)
            if found and found[0] > best[0]:
                best = (*found, frame.names is _BUILT_IN)
            if frame.is_filter:
                found = self._known_member(at)
                best = (*found, False) if found and found[0] > best[0] else best
        return best

    def _known_member(self, at: int) -> tuple[int, str] | None:
        """Where the longest known member ends, and its name: declared, or a key of this text."""
        declared = self._scope.known_members.longest(self._text, at)
        key = self._keys.longest(self._text, at)
        return max((found for found in (declared, key) if found), default=None)

    # --- what an expression goes on with

    def _postfix(self, node: Node) -> Node:
        while self._token.kind == "symbol":
            token = self._token
            if token.text == ".":
                self._advance()
                node = tree.Path(token.at, node, self._member())
            elif token.text == "(":
                self._advance()
                node = self._call(token, node)
            elif token.text == "[" and not self._ends_range(node, token):
                self._advance()
                condition = self._in_frame(_Frame(Names(["item"]), True), self._expression)
                self._expect("]", "the end of the filter")
                node = tree.Filter(token.at, node, condition)
            else:
                break
        return node

    def _ends_range(self, node: Node, bracket: Token) -> bool:
        """Whether `[` after a range's higher end closes the range, as in `[1..5[`."""
        if not self._in_range_end:
            return False
        if isinstance(node, tree.Literal | tree.AtLiteral):
            return True
        after = token_at(self._text, bracket.end)
        if after.kind == "word":
            return after.text in AFTER_A_VALUE
        return after.kind == "end" or (after.kind == "symbol" and after.text not in "([{@-")

    def _member(self) -> str:
        """The name after a dot: a known one, or all words up to the next operator."""
        token = self._token
        if token.kind != "word":
            raise self._unexpected("the name of a member")
        end = words_end(self._text, token.at, RESERVED)
        known = self._known_member(token.at)
        name = name_text(self._text, token.at, end)
        if known and known[0] >= end:
            end, name = known
        self._token = token_at(self._text, end)
        return name

    def _call(self, opening: Token, function: Node) -> Node:
        if self._token.text == ")":
            self._advance()
            return tree.Call(opening.at, function, ())
        is_named = self._token.kind == "word" and key_end(self._text, self._token.at) is not None
        node: Node
        if is_named:
            named = self._items(self._named_argument)
            node = tree.NamedCall(opening.at, function, named)
        else:
            node = tree.Call(opening.at, function, self._items(self._expression))
        self._expect(")", "the end of the arguments")
        return node

    def _named_argument(self) -> tuple[str, Node]:
        name = self._key("the name of a parameter")
        self._expect(":", "the value of the parameter")
        return name, self._expression()

    # --- brackets

    def _range_or_group(self, opening: Token, first: Node) -> Node:
        if self._token.text == "..":
            return self._range(opening, first, low_closed=False)
        self._expect(")", "the end of the parentheses")
        return first

    def _list_or_range(self, opening: Token) -> Node:
        self._advance()
        if self._token.text == "]" and not self._starts_range(self._token):
            self._advance()
            return tree.ListOf(opening.at, ())
        first = self._expression()
        if self._token.text == "..":
            return self._range(opening, first, low_closed=True)
        items = [first]
        while self._token.text == ",":
            self._advance()
            items.append(self._expression())
        self._expect("]", "the end of the list")
        return tree.ListOf(opening.at, tuple(items))

    def _starts_range(self, bracket: Token) -> bool:
        """Whether `]` after `[` begins a range, as in `[]1..5]]`, and ends no empty list."""
        after = token_at(self._text, bracket.end)
        if after.kind == "word":
            return after.text not in AFTER_A_VALUE
        return after.kind in ("number", "string") or after.text == "@"

    def _range(self, opening: Token, low: Node, *, low_closed: bool) -> Node:
        self._expect("..", "the higher end of the range")
        outer, self._in_range_end = self._in_range_end, True
        high = self._binary(0)
        self._in_range_end = outer
        closing = self._token
        if closing.text not in ("]", ")", "["):
            raise self._unexpected("the end of the range, which is ] or ) or [")
        self._advance()
        return tree.RangeOf(opening.at, low, high, low_closed, closing.text == "]")

    def _context(self, opening: Token) -> Node:
        self._advance()
        frame = _Frame(Names())
        entries: tuple[tree.Entry, ...] = ()
        if self._token.text != "}":
            entries = self._in_frame(frame, lambda: self._items(lambda: self._entry(frame)))
        self._expect("}", "the end of the context")
        return tree.ContextOf(opening.at, entries)

    def _entry(self, frame: _Frame) -> tree.Entry:
        token = self._token
        if token.kind == "string":
            self._advance()
            key = string_value(self._text, token)
        else:
            key = self._key("the name of an entry")
        self._expect(":", "the value of the entry")
        value = self._expression()
        frame.names.add(key)
        self._keys.add(key)
        return tree.Entry(token.at, key, value)

    def _at_literal(self, sign: Token) -> Node:
        self._advance()
        token = self._token
        if token.kind != "string":
            raise self._unexpected("a date, time or duration between quotation marks")
        self._advance()
        return tree.AtLiteral(sign.at, string_value(self._text, token))

    # --- keywords

    def _if(self, keyword: Token) -> Node:
        """The else-ifs that follow become further choices of the same node."""
        choices = [self._choice(keyword)]
        while True:
            self._expect("else", "what holds when the condition does not")
            following = self._token
            if following.text != "if" or self._known(following.at)[0] > following.end:
                return tree.If(keyword.at, tuple(choices), self._binary(0))
            self._advance()
            choices.append(self._choice(following))

    def _choice(self, keyword: Token) -> tree.Choice:
        condition = self._binary(0)
        self._expect("then", "what holds when the condition does")
        return tree.Choice(keyword.at, condition, self._binary(0))

    def _for(self, keyword: Token) -> Node:
        frame = _Frame(Names())

        def body() -> tuple[tuple[tree.Loop, ...], Node]:
            loops = self._loops(frame)
            self._expect("return", "what each round gives")
            frame.names.add("partial")
            return loops, self._binary(0)

        return tree.For(keyword.at, *self._in_frame(frame, body))

    def _quantified(self, keyword: Token) -> Node:
        frame = _Frame(Names())

        def body() -> tuple[tuple[tree.Loop, ...], Node]:
            loops = self._loops(frame)
            self._expect("satisfies", "the condition")
            return loops, self._binary(0)

        every = keyword.text == "every"
        return tree.Quantified(keyword.at, every, *self._in_frame(frame, body))

    def _loops(self, frame: _Frame) -> tuple[tree.Loop, ...]:
        loops = self._items(lambda: self._loop(frame))
        if len(loops) > MOST_LOOPS:
            raise too_many_loops(self._text, loops[-1].at, MOST_LOOPS)
        return loops

    def _loop(self, frame: _Frame) -> tree.Loop:
        """One `name in domain`; the name is known to the loops after it."""
        token = self._token
        name = self._name_up_to_in()
        domain = self._binary(0)
        until = None
        if self._token.text == "..":
            self._advance()
            until = self._binary(0)
        frame.names.add(name)
        return tree.Loop(token.at, name, domain, until)

    def _name_up_to_in(self) -> str:
        token = self._token
        if token.kind != "word" or token.text == "in":
            raise self._unexpected("the name of a variable")
        last = token
        while self._token.text != "in":
            last = self._token
            if last.kind == "end" or last.text in ("(", ")", "[", "]", "{", "}", ",", ":"):
                raise self._unexpected("the word in")
            self._advance()
        self._advance()
        return name_text(self._text, token.at, last.end)

    def _function(self, keyword: Token) -> Node:
        self._expect("(", "the parameters")
        parameters: tuple[tree.Parameter, ...] = ()
        if self._token.text != ")":
            parameters = self._items(self._parameter)
        self._expect(")", "the end of the parameters")
        external = self._token.text == "external" and self._follows("{")
        if external:
            self._advance()
        frame = _Frame(Names(parameter.name for parameter in parameters))
        body = self._in_frame(frame, lambda: self._binary(0))
        return tree.FunctionOf(keyword.at, parameters, body, external)

    def _parameter(self) -> tree.Parameter:
        token = self._token
        if token.kind != "word":
            raise self._unexpected("the name of a parameter")
        end = key_end(self._text, token.at)
        if end is not None:
            self._token = token_at(self._text, end)
            self._advance()
            return tree.Parameter(name_text(self._text, token.at, end), self._type())
        while self._token.text not in (",", ")"):
            end = self._token.end
            if self._token.kind in ("end", "string"):
                raise self._unexpected("a comma or the end of the parameters")
            self._advance()
        return tree.Parameter(name_text(self._text, token.at, end or token.end), None)

    # --- small steps

    def _items(self, read: Callable[[], _T]) -> tuple[_T, ...]:
        """One or more, with commas between."""
        items = [read()]
        while self._token.text == ",":
            self._advance()
            items.append(read())
        return tuple(items)

    def _in_frame(self, frame: _Frame, read: Callable[[], _T]) -> _T:
        self._frames.append(frame)
        result = read()
        self._frames.pop()
        return result

    def _key(self, wanted: str) -> str:
        token = self._token
        end = key_end(self._text, token.at) if token.kind == "word" else None
        if end is None:
            raise self._unexpected(wanted)
        self._token = token_at(self._text, end)
        return name_text(self._text, token.at, end)

    def _type(self) -> FeelType:
        if self._types is None:
            self._types = TypeReader(self._text, self._scope.types)
        found, end = self._types.read(self._token.at)
        self._token = token_at(self._text, end)
        return found

    def _follows(self, sign: str) -> bool:
        return token_at(self._text, self._token.end).text == sign

    def _advance(self) -> None:
        self._token = token_at(self._text, self._token.end)

    def _expect(self, sign: str, before: str) -> None:
        if self._token.text != sign:
            raise self._unexpected(f"{sign} and {before}" if sign not in ")]}" else sign)
        self._advance()

    def _unexpected(self, wanted: str) -> FeelSyntaxError:
        return misplaced(self._text, self._token.at, self._token.text, wanted)
