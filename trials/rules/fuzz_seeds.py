"""Where fuzzing starts: small texts and models, and the words of the language, made by code.

The seeds are short on purpose: a fuzzer makes them longer by itself, and each is a form of the
language that it would take long to find.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"

EXPRESSIONS = [
    "1 + 2 * -x ** 2 / 1.5 - .25",
    'if is adult then "yes" else Full Name + "!"',
    "for i in 1..3, j in [i, null] return partial",
    'some p in people satisfies p.age > 40 and p.name != "Bo"',
    "every p in people satisfies p.age between 1 and 99 or p.age = null",
    "people[age > 40][1].name",
    "list[item instance of number][-1]",
    '{a: 1, b c: a + 1, "d e": {f: function(x: number, y) x + y}}.d e.f(y: 1, x: 2)',
    "[1..5] = (0..6) or x in ]1..2] or 3 in (< 4, >= 9)",
    'born + duration("P1M2D") - @"2020-02-29T23:59:59.5@Europe/Stockholm"',
    '@"P1Y2M" * 2 > @"P1Y" and @"-PT1H" < wait and time("10:00:00+02:00").hour = 10',
    'date and time("2024-03-31T02:30:00@Europe/Copenhagen").time offset',
    'replace("aab", "(a)(?<b>b)?", "$1-", "i") + substring("\\u00e9\\U01F600x", 2, 1)',
    'matches(Full Name, "^[A-Z-[C]]\\\\p{L}+$", "xs") or contains(string(x), "1")',
    'split("a;b;;c", ";")[item != ""]',
    'string join(for s in ["a", null, "b"] return upper case(s), ", ")',
    "sort([3, 1, 2], function(a, b) a < b)",
    'context put({a: 1}, ["b", "c"], 2)',
    "get entries(context merge([{a: 1}, {a: 2}]))",
    "median([1, 2, 3]) + stddev(1, 2, 3) + mode([1, 1]) [1] + modulo(-7, 3) + decimal(1.115, 2)",
    'date(2020, 2, 29) in [@"2020-01-01"..@"2020-12-31"]',
    "years and months duration(born, today()).years",
    'range("[1..2)").start included and overlaps([1..3], [2..4]) and before(1, [2..3])',
    'number("1 000,5", " ", ",") + number("1e3")',
    '"\\"\\n\\\\" + string(null) // a comment\n /* another */ + ""',
    "x instance of function<number, list<string>>->context<a: range<date>>",
    'not(true and null or false) = is(@"10:00:00", @"10:00:00Z")',
    "list replace([1, 2], function(item, new) item = 1, 9)",
    'week of year(@"2020-01-01") + day of year(born)',
    "a-b + a - b",
]

CELLS = [
    "-",
    '"yes", "no"',
    'not("yes", null)',
    "< 5, [7..9], > 10.5",
    "]1..2[, (3..4], [5..6)",
    'date("2020-01-01")',
    '[@"2020-01-01"..@"2020-12-31T00:00:00"]',
    "? > x and ? < 2 * x",
    'contains(?, "a") or starts with(?, Full Name)',
    "not(< 1, > x)",
    "list",
    "null",
    "-1, -x, - 3",
    '@"P1Y", > duration("P6M")',
    "!= 3, = 4",
    "count(?) > 2 and every i in ? satisfies i > 0",
]

WORDS = [
    *("if ", " then ", " else ", "for ", " in ", " return ", "some ", "every ", " satisfies "),
    *(" between ", " and ", " or ", " instance of ", "function(", "not(", "null", "true", "false"),
    *("..", "**", "!=", "<=", ">=", "@\"", "->", "//", "/*", "*/", "[1..", "]1..", "(< ", "{a: "),
    *("list<", "context<", "range<", "function<", "external ", "partial", "item", "?", "\\u"),
    *("date(", "time(", "date and time(", "duration(", "years and months duration(", "string("),
    *("replace(", "matches(", "split(", "sort(", "flatten(", "concatenate(", "sum(", "number("),
    *("string join(", "list replace(", "context put(", "get value(", "range(", "insert before("),
    *("P1Y2M", "P1DT2H", "PT0.000000001S", "999999999-12-31", "-999999999-01-01", "T24:00:00"),
    *("@Europe/Stockholm", "+14:00", "1e6144", "9999999999999999999999999999999999", "0.1"),
    *("Full Name", "is adult", "people", "born", "wait", "a-b", "$1", "(a+)+$", "[\\\\w-[a]]"),
]  # fmt: skip

ELEMENTS = [
    *("decision", "decisionTable", "input", "inputExpression", "inputEntry", "output", "rule"),
    *("outputEntry", "outputValues", "inputValues", "defaultOutputEntry", "text", "variable"),
    *("itemDefinition", "itemComponent", "typeRef", "allowedValues", "typeConstraint", "context"),
    *("contextEntry", "invocation", "binding", "parameter", "relation", "column", "row", "list"),
    *("conditional", "if", "then", "else", "filter", "match", "for", "return", "some", "every"),
    *("functionDefinition", "formalParameter", "encapsulatedLogic", "businessKnowledgeModel"),
    *("decisionService", "outputDecision", "inputData", "informationRequirement", "import"),
    *("requiredInput", "requiredDecision", "knowledgeRequirement", "requiredKnowledge"),
    *("literalExpression", "extensionElements", "annotation", "annotationEntry", "functionItem"),
]  # fmt: skip

ATTRIBUTES = [
    'hitPolicy="PRIORITY"',
    'hitPolicy="OUTPUT ORDER"',
    'aggregation="SUM"',
    'typeRef="tAge"',
    'isCollection="true"',
    'href="#D"',
    'iteratorVariable="x"',
    'encoding="utf-16"',
    'xmlns:p="urn:p"',
    'kind="Java"',
    "<!DOCTYPE d [<!ENTITY e 'e'>]>",
    "<![CDATA[",
    "&#0;",
    "&lt;",
]


def write_seeds(folder: Path) -> None:
    """Writes one folder of seeds and one dictionary for each target."""
    texts = {"expression": EXPRESSIONS, "cell": CELLS, "model": models()}
    for target, seeds in texts.items():
        into = folder / target
        into.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (into / f"seed-{number:02}").write_text(seed, encoding="utf-8")
    tags = [f"<{name}>" for name in ELEMENTS] + [f"</{name}>" for name in ELEMENTS]
    words = {"expression": WORDS, "cell": WORDS, "model": [*tags, *ATTRIBUTES, *WORDS]}
    for target, some in words.items():
        (folder / f"{target}.dict").write_text(dictionary(some), encoding="utf-8")


def dictionary(words: Iterable[str]) -> str:
    """The words as the fuzzer reads them."""
    return "".join(f'"{_quoted(word)}"\n' for word in words)


def models() -> list[str]:
    """Models that hold, between them, every element that is read."""
    boxes = [literal(text) for text in EXPRESSIONS[::5]]
    boxes += [table(policy) for policy in ("UNIQUE", "PRIORITY", 'COLLECT" aggregation="SUM')]
    boxes += [
        f'<context><contextEntry><variable name="a"/>{literal("1")}</contextEntry>'
        f"<contextEntry>{literal('a + 1')}</contextEntry></context>",
        f'<relation><column name="a"/><column name="b c"/><row>{literal("1") * 2}</row></relation>',
        f"<conditional><if>{literal('x > 1')}</if><then>{literal('1')}</then>"
        f"<else>{literal('2')}</else></conditional>",
        f"<filter><in>{literal('[1, 2]')}</in><match>{literal('item > 1')}</match></filter>",
        *(
            f'<{kind} iteratorVariable="i"><in>{literal("[1, 2]")}</in>'
            f"<{last}>{literal('i > 1')}</{last}></{kind}>"
            for kind, last in (("for", "return"), ("some", "satisfies"), ("every", "satisfies"))
        ),
        f"<invocation>{literal('K')}<binding><parameter name='p'/>{literal('x')}</binding>"
        "</invocation>",
        f"<functionDefinition><formalParameter name='p'/>{literal('p + 1')}</functionDefinition>",
        f"<list>{literal('1')}{literal('x')}</list>",
    ]
    return [model(box) for box in boxes]


def model(box: str) -> str:
    """A model with one decision that has this expression, and one of everything around it."""
    needs = '<informationRequirement><requiredInput href="#x"/></informationRequirement>'
    calls = '<knowledgeRequirement><requiredKnowledge href="#K"/></knowledgeRequirement>'
    return (
        f'<definitions xmlns="{DMN}" name="m" namespace="urn:m">'
        '<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[0..120]'
        '</text></allowedValues></itemDefinition><itemDefinition name="tAll" isCollection="true">'
        '<itemComponent name="age"><typeRef>tAge</typeRef></itemComponent></itemDefinition>'
        '<inputData id="x" name="x"><variable name="x" typeRef="tAge"/></inputData>'
        f'<decision id="D" name="D"><variable name="D"/>{needs}{calls}{box}</decision>'
        '<businessKnowledgeModel id="K" name="K"><variable name="K"/><encapsulatedLogic>'
        f'<formalParameter name="p" typeRef="number"/>{literal("p * 2")}</encapsulatedLogic>'
        '</businessKnowledgeModel><decisionService id="S" name="S"><variable name="S"/>'
        '<outputDecision href="#D"/><inputData href="#x"/></decisionService></definitions>'
    )


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(policy: str) -> str:
    """A decision table of two rules."""
    rules = "".join(
        f"<rule><inputEntry><text>{escape(cell)}</text></inputEntry><outputEntry><text>{output}"
        "</text></outputEntry><annotationEntry><text>why</text></annotationEntry></rule>"
        for cell, output in (("< 5, [7..9]", "1"), ("not(3)", "2 * x"))
    )
    return (
        f'<decisionTable hitPolicy="{policy}"><input><inputExpression typeRef="number"><text>x'
        "</text></inputExpression><inputValues><text>[0..99]</text></inputValues></input>"
        '<output name="o" typeRef="number"><outputValues><text>2, 1</text></outputValues>'
        "<defaultOutputEntry><text>3</text></defaultOutputEntry></output>"
        f'<annotation name="why"/>{rules}</decisionTable>'
    )


def _quoted(word: str) -> str:
    """A word as the fuzzer's dictionary wants it."""
    return "".join(c if " " <= c < "\x7f" and c not in '"\\' else f"\\x{ord(c):02x}" for c in word)
