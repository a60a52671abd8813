"""From the text of a model to a model that answers, remembered by content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from samrum.rules.evaluate import Model
from samrum.rules.model import NAMESPACES, Definitions, Import, ModelFault
from samrum.rules.read import read_definitions

NO_IMPORTS: Mapping[str, Model] = MappingProxyType({})

# Models remembered in this process.
REMEMBERED = 64


def read_model(source: bytes | str, *, imports: Mapping[str, Model] = NO_IMPORTS) -> Model:
    """The model in a DMN file; raises ModelFault with what, because, instead, line and element.

    imports: the models it imports, by their namespace (or by the name of the import). The same
    content with the same imports gives the same model, read once.
    """
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    return _remembered(data, tuple(imports.items()))


def read_model_file(path: Path) -> Model:
    """The model in a file, with its imports found by namespace among the files beside it."""
    return _read_file(path, {}, ())


@lru_cache(maxsize=REMEMBERED)
def _remembered(source: bytes, imports: tuple[tuple[str, Model], ...]) -> Model:
    definitions = read_definitions(source)
    return Model(definitions, tuple(_imported(definitions, dict(imports))))


def _imported(definitions: Definitions, known: Mapping[str, Model]) -> Iterable[tuple[str, Model]]:
    for wanted in definitions.imports:
        if wanted.kind not in NAMESPACES:
            continue
        model = known.get(wanted.namespace) or known.get(wanted.name)
        if model is None:
            raise _missing(wanted, "it was not given")
        yield wanted.name, model


def _missing(wanted: Import, because: str) -> ModelFault:
    return ModelFault(
        f"the imported model {wanted.name or wanted.namespace} is missing",
        because,
        f"Give the model with the namespace {wanted.namespace}.",
        wanted.line,
        "import",
    )


def _read_file(path: Path, seen: dict[Path, Model], above: tuple[Path, ...]) -> Model:
    """Reads the imports of a file first; `above` are the files that are waiting for this one."""
    if path in seen:
        return seen[path]
    source = path.read_bytes()
    wanted = [i for i in read_definitions(source).imports if i.kind in NAMESPACES]
    imports: dict[str, Model] = {}
    for one in wanted:
        beside = _file_of(one, path.parent)
        if beside is None or beside in (*above, path):
            raise _missing(one, "no file beside it has that namespace, or they import each other")
        imports[one.namespace] = _read_file(beside, seen, (*above, path))
    seen[path] = read_model(source, imports=imports)
    return seen[path]


def _file_of(wanted: Import, folder: Path) -> Path | None:
    for path in sorted(folder.glob("*.dmn")):
        if read_definitions(path.read_bytes()).namespace == wanted.namespace:
            return path
    return None
