"""XML read safely: a bounded tree of elements, each with its line, for models and test files.

A model is hostile input. A document type is refused whole, so there are no entities to expand and
nothing outside is fetched; size, depth, number of elements and number of attributes are bounded.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

BYTES = 10 * 1024 * 1024
DEPTH = 200
ELEMENTS = 150_000
ATTRIBUTES = 400_000

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class MarkupFault(Exception):
    """The text is not XML, or more than we read. `what` happened, `because`, on `line` (from 1)."""

    def __init__(self, what: str, because: str, line: int) -> None:
        super().__init__(f"line {line}: {what}: {because}")
        self.what = what
        self.because = because
        self.line = line


@dataclass(slots=True, eq=False)
class Element:
    """One element: local name, namespace ("" for none), attributes, children and its own text.

    Attributes without a prefix are kept by their name, others as "{namespace}name". `start` and
    `end` are byte offsets of the whole element in the source.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    start: int
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

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
        self._texts: list[list[str]] = []
        self._elements = 0
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
        self._elements += 1
        self._attributes += len(attributes) // 2
        line = self.parser.CurrentLineNumber
        if len(self._open) >= DEPTH:
            raise MarkupFault("nested too deep", f"more than {DEPTH} elements are open", line)
        if self._elements > ELEMENTS:
            raise MarkupFault("too many elements", f"there are more than {ELEMENTS}", line)
        if self._attributes > ATTRIBUTES:
            raise MarkupFault("too many attributes", f"there are more than {ATTRIBUTES}", line)
        namespace, _, local = name.rpartition("\n")
        named = dict(zip(map(_attribute_name, attributes[::2]), attributes[1::2], strict=True))
        element = Element(local, namespace, named, line, self.parser.CurrentByteIndex)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def _end(self, name: str) -> None:
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        # Where the end tag begins; its length is its name, found when somebody needs the slice.
        element.end = self.parser.CurrentByteIndex

    def _characters(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding:
            self.encoding = codecs.lookup(encoding).name

    def _prefix(self, prefix: str | None, uri: str | None) -> None:
        self.prefixes.setdefault(prefix or "", uri or "")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise MarkupFault(
            "a document type is not read",
            "entities in it could stand for anything",
            self.parser.CurrentLineNumber,
        )


def _attribute_name(name: str) -> str:
    if "\n" not in name:
        return name
    namespace, _, local = name.rpartition("\n")
    return f"{{{namespace}}}{local}"
