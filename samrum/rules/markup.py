"""XML read safely: a bounded tree of elements, each with its line, for models and test files.

A model is hostile input. A document type is refused whole, so there are no entities to expand and
nothing outside is fetched; size, depth, number of elements and number of attributes are bounded.
What stands in a namespace other than the root's (diagrams, extensions of modellers) is kept as one
element with its place in the source, without its insides: half of a model is pictures.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

BYTES = 4 * 1024 * 1024
DEPTH = 200
ELEMENTS = 50_000
ATTRIBUTES = 200_000


class MarkupFault(Exception):
    """The text is not XML, or more than we read. `what` happened, `because`, on `line` (from 1)."""

    def __init__(self, what: str, because: str, line: int) -> None:
        super().__init__(f"line {line}: {what}: {because}")
        self.what = what
        self.because = because
        self.line = line


class Element:
    """One element: local name, namespace ("" for none), attributes, children, and its text when it
    has no children.

    Attributes without a prefix are kept by their name, others as "namespace\\nname". `start` and
    `end` are byte offsets in the source, of its first tag and its last.
    """

    __slots__ = ("attributes", "children", "end", "line", "name", "namespace", "start", "text")

    def __init__(
        self, name: str, namespace: str, attributes: dict[str, str], line: int, start: int
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.line = line
        self.start = start
        self.end = start
        self.text = ""
        self.children: list[Element] = []

    def get(self, name: str) -> str | None:
        """The attribute without its outer blanks, or None when it is missing or empty."""
        value = self.attributes.get(name)
        return (value.strip() or None) if value is not None else None

    def child(self, name: str) -> Element | None:
        """The first child of that name in the namespace of this element."""
        return next(self.each(name), None)

    def each(self, name: str) -> Iterator[Element]:
        """The children of that name in the namespace of this element."""
        return (c for c in self.children if c.name == name and c.namespace == self.namespace)

    def child_text(self, name: str) -> str | None:
        """The text of a child without outer blanks, or None when it is missing or empty."""
        found = self.child(name)
        return (found.text.strip() or None) if found is not None else None


@dataclass(frozen=True, slots=True)
class Document:
    """The root element, the namespaces by prefix, and what it was read from."""

    root: Element
    prefixes: dict[str, str]
    source: bytes
    encoding: str

    def written(self, element: Element) -> str:
        """The text of an element as it stands in the source, with its tags."""
        end = self.source.find(b">", element.end) + 1
        return self.source[element.start : end].decode(self.encoding)


def read_markup(source: bytes | str) -> Document:
    """The tree of an XML text; raises MarkupFault. Bounds: BYTES, DEPTH, ELEMENTS, ATTRIBUTES."""
    if len(source) > BYTES:
        raise MarkupFault("too large", f"it holds more than {BYTES} bytes", 1)
    data, encoding = _as_bytes(source)
    builder = _Builder(encoding)
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        because = expat.ErrorString(error.code) or "unknown"
        raise MarkupFault("not well-formed XML", because, error.lineno) from None
    except (ValueError, LookupError) as error:
        raise MarkupFault("not well-formed XML", str(error), 1) from None
    if builder.root is None:
        raise MarkupFault("not well-formed XML", "it has no element", 1)
    return Document(builder.root, builder.prefixes, data, builder.encoding)


def _as_bytes(source: bytes | str) -> tuple[bytes, str | None]:
    """The bytes to parse and their encoding; None leaves it to the XML declaration."""
    try:
        if isinstance(source, bytes):
            if not source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return source, None
            source = source.decode("utf-16")
        return source.encode("utf-8"), "utf-8"
    except UnicodeError as error:
        raise MarkupFault("not well-formed XML", str(error), 1) from None


class _Builder:
    """Makes the tree while expat reads."""

    def __init__(self, encoding: str | None) -> None:
        self.root: Element | None = None
        self.prefixes: dict[str, str] = {}
        self.encoding = encoding or "utf-8"
        self._open: list[Element] = []
        self._text: list[str] = []
        self._elements = 0
        self._foreign = 0
        self._attributes = 0
        parser = expat.ParserCreate(encoding, namespace_separator="\n")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._prefix
        parser.StartDoctypeDeclHandler = self._doctype
        if encoding is None:
            parser.XmlDeclHandler = self._declaration
        self.parser = parser

    def _start(self, name: str, attributes: list[str]) -> None:
        opened = self._open
        self._elements += 1
        self._attributes += len(attributes)
        if (
            self._elements > ELEMENTS
            or self._attributes > 2 * ATTRIBUTES
            or len(opened) + self._foreign >= DEPTH
        ):
            raise self._too_much()
        if self._foreign:
            self._foreign += 1
            return
        namespace, _, local = name.rpartition("\n")
        pairs = iter(attributes)
        named = dict(zip(pairs, pairs, strict=True))
        at = self.parser
        element = Element(local, namespace, named, at.CurrentLineNumber, at.CurrentByteIndex)
        if opened:
            opened[-1].children.append(element)
            self._foreign = int(namespace != opened[0].namespace)
        else:
            self.root = element
        opened.append(element)
        self._text = []

    def _end(self, name: str) -> None:
        if self._foreign > 1:
            self._foreign -= 1
            return
        self._foreign = 0
        element = self._open.pop()
        if not element.children:
            element.text = "".join(self._text)
        # Where the end tag begins; its length is its name, found when somebody needs the slice.
        element.end = self.parser.CurrentByteIndex

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _too_much(self) -> MarkupFault:
        if self._elements > ELEMENTS:
            return self._fault("too many elements", f"there are more than {ELEMENTS}")
        if self._attributes > 2 * ATTRIBUTES:
            return self._fault("too many attributes", f"there are more than {ATTRIBUTES}")
        return self._fault("nested too deep", f"more than {DEPTH} elements are open")

    def _fault(self, what: str, because: str) -> MarkupFault:
        return MarkupFault(what, because, self.parser.CurrentLineNumber)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding:
            self.encoding = codecs.lookup(encoding).name

    def _prefix(self, prefix: str | None, uri: str | None) -> None:
        self.prefixes.setdefault(prefix or "", uri or "")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise self._fault("a document type is not read", "entities in it could stand for anything")
