"""One peer, run by its own Python: `peer.py NAME SPEC.json`. Prints a line of JSON.

SPEC.json has the rules (rows.py says what a cell is), the cases with plain floats, and the rounds.
It runs where nothing of Samrum is installed, so it imports nothing of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

Decide = Callable[[dict[str, Any]], Any]
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def main(name: str, spec: dict[str, Any]) -> None:
    """Times the cases of each round, and tells the fastest and all answers of one round."""
    if name == "openfisca":
        print(json.dumps(openfisca(spec)))
        return
    decide = ENGINES[name](spec)
    times = []
    for _ in range(spec["rounds"]):
        begun = time.perf_counter()
        answers = [decide(case) for case in spec["cases"]]
        times.append((time.perf_counter() - begun) / len(spec["cases"]) * 1e6)
    print(json.dumps({"microseconds": min(times), "answers": answers}))


def zen(spec: dict[str, Any]) -> Decide:
    """zen-engine: a table of its own format, with the rule's id as a second output."""
    import zen as engine

    names = spec["facts"]
    rows = [
        {
            "_id": f"r{number}",
            **{n: zen_cell(c) for n, c in zip(names, row["cells"], strict=True)},
            "support": str(row["support"]),
            "rule": f'"r{number}"',
        }
        for number, row in enumerate(spec["rules"], 1)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": name, "name": name, "field": name} for name in ("support", "rule")],
        "rules": rows,
    }
    place = {"position": {"x": 0, "y": 0}}
    model = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {"id": "t", "type": "decisionTableNode", "name": "t", **place, "content": content},
            {"id": "out", "type": "outputNode", "name": "out", **place},
        ],
        "edges": [
            {"id": "e1", "sourceId": "in", "targetId": "t", "type": "edge"},
            {"id": "e2", "sourceId": "t", "targetId": "out", "type": "edge"},
        ],
    }
    decision = engine.ZenEngine().create_decision(json.dumps(model))
    return lambda case: decision.evaluate(case)["result"].get("support")


def zen_cell(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case {"not": values}:
            return f"not ($ in {json.dumps(values, ensure_ascii=False)})"
        case {"below": below}:
            return f"< {below}"
        case {"low": low, "high": None}:
            return f">= {low}"
        case {"low": low, "high": high}:
            return f"[{low}..{high})"
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in cell)


def spiff(spec: dict[str, Any]) -> Decide:
    """SpiffWorkflow: its DMN engine, whose cells are Python."""
    from lxml import etree
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
    from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

    parser = DMNParser(
        None, etree.fromstring(spiff_model(spec).encode()), nsmap={"dmn": DMN}, filename="bench"
    )
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())
    return lambda case: engine.result(SimpleNamespace(data=case, workflow=workflow)).get("support")


def spiff_model(spec: dict[str, Any]) -> str:
    inputs = "".join(
        f'<input id="i{n}" label="{name}"><inputExpression id="x{n}"><text>{name}</text>'
        "</inputExpression></input>"
        for n, name in enumerate(spec["facts"])
    )
    rules = "".join(
        f'<rule id="r{number}"><description>r{number}</description>'
        + "".join(
            f'<inputEntry id="r{number}i{n}"><text>{escape(spiff_cell(cell))}</text></inputEntry>'
            for n, cell in enumerate(row["cells"])
        )
        + f'<outputEntry id="r{number}o"><text>{row["support"]}</text></outputEntry></rule>'
        for number, row in enumerate(spec["rules"], 1)
    )
    return (
        f'<definitions xmlns="{DMN}" id="d" name="d"><decision id="support" name="support">'
        f'<decisionTable id="t" hitPolicy="UNIQUE">{inputs}'
        f'<output id="o" label="support" name="support" typeRef="number"/>{rules}'
        "</decisionTable></decision></definitions>"
    )


def spiff_cell(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case {"not": values}:
            return f"? not in {values!r}"
        case {"below": below}:
            return f"? < {below}"
        case {"low": low, "high": None}:
            return f"? >= {low}"
        case {"low": low, "high": high}:
            return f"{low} <= ? < {high}"
    return f"? in {cell!r}"


def pydmnrules(spec: dict[str, Any]) -> Decide:
    """pyDMNrules: a workbook, as its users write it."""
    from openpyxl import Workbook
    from openpyxl.styles import Border, Side
    from pyDMNrules import DMN as Engine

    book = Workbook()
    glossary = book.active
    glossary.title = "Glossary"
    for row in (("Glossary",), ("Variable", "Business Concept", "Attribute")):
        glossary.append(row)
    names = [*spec["facts"], "support"]
    for n, name in enumerate(names):
        glossary.append((name, "Case" if n == 0 else None, name))
    glossary.merge_cells(f"B3:B{2 + len(names)}")
    decision = book.create_sheet("Decision")
    decision.append(("Decision",))
    decision.append(("Decisions", "Execute Decision Tables"))
    decision.append(("Support", "Support"))
    table = book.create_sheet("Support")
    table.append(("Support",))
    table.append(("U", *names))
    for number, row in enumerate(spec["rules"], 1):
        table.append((number, *(feel_cell(c) for c in row["cells"]), str(row["support"])))
    thin, double = Side(border_style="thin"), Side(border_style="double")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                is_output = sheet is table and cell.row > 1 and cell.column == len(names) + 1
                is_last_input = sheet is table and cell.row > 1 and cell.column == len(names)
                left, right = double if is_output else thin, double if is_last_input else thin
                top = double if sheet is table and cell.row == 3 else thin
                bottom = double if sheet is table and cell.row == 2 else thin
                cell.border = Border(left=left, right=right, top=top, bottom=bottom)
    engine = Engine()
    status = engine.use(book)
    if "errors" in status:
        raise SystemExit(f"pyDMNrules cannot read the table: {status['errors'][:2]}")

    def decide(case: dict[str, Any]) -> Any:
        status, found = engine.decide(dict(case))
        if "errors" in status:
            return None
        last = found[-1] if isinstance(found, list) else found
        return last["Result"].get("support")

    return decide


def feel_cell(cell: Any) -> str:
    match cell:
        case None:
            return "-"
        case {"not": values}:
            return f"not({feel_cell(values)})"
    return zen_cell(cell)


def openfisca(spec: dict[str, Any]) -> dict[str, Any]:
    """OpenFisca: one variable whose formula is the table, rule by rule, for all cases at once."""
    import numpy as np
    from openfisca_core import entities, periods, simulation_builder, taxbenefitsystems, variables

    person = entities.Entity("person", "persons", "", "")
    data = dict(np.load(spec["columns"]))
    system = taxbenefitsystems.TaxBenefitSystem([person])
    kinds = {name: bool if column.dtype == bool else float for name, column in data.items()}
    for name, kind in kinds.items():
        parts = {
            "value_type": kind,
            "entity": person,
            "definition_period": periods.DateUnit.ETERNITY,
        }
        system.add_variable(type(name, (variables.Variable,), parts))

    def formula(people: Any, period: Any) -> Any:
        values = {name: people(name, period) for name in kinds}
        tests = [rule_holds(row["cells"], spec, values) for row in spec["rules"]]
        return np.select(tests, [row["support"] for row in spec["rules"]], default=-1)

    parts = {
        "value_type": float,
        "entity": person,
        "definition_period": periods.DateUnit.MONTH,
        "formula": formula,
    }
    system.add_variable(type("support", (variables.Variable,), parts))
    times = []
    for _ in range(spec["rounds"]):
        builder = simulation_builder.SimulationBuilder()
        simulation = builder.build_default_simulation(system, len(data["age"]))
        for name, column in data.items():
            value = column / 100 if name in spec["cents"] else column
            simulation.set_input(name, periods.DateUnit.ETERNITY, value)
        begun = time.perf_counter()
        support = simulation.calculate("support", "2026-01")
        times.append(time.perf_counter() - begun)
    np.save(spec["answers"], support)
    return {"seconds": min(times)}


def rule_holds(cells: list[Any], spec: dict[str, Any], values: dict[str, Any]) -> Any:
    """The cases in which all cells of a rule hold."""
    held: Any = True
    for name, cell in zip(spec["facts"], cells, strict=True):
        if cell is not None:
            held = held & holds(cell, spec["words"].get(name), values[name])
    return held


def holds(cell: Any, words: list[str] | None, column: Any) -> Any:
    match cell:
        case {"not": values}:
            return ~holds(values, words, column)
        case {"below": below}:
            return column < below
        case {"low": low, "high": None}:
            return column >= low
        case {"low": low, "high": high}:
            return (column >= low) & (column < high)
    held = False
    for value in cell:
        held = held | (column == (words.index(value) if words else value))
    return held


ENGINES: dict[str, Callable[[dict[str, Any]], Decide]] = {
    "zen-engine": zen,
    "SpiffWorkflow": spiff,
    "pyDMNrules": pydmnrules,
}

if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
