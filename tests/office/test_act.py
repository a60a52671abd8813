"""Stories through the two doors, on a real database."""

from samrum.core.case import Decide, HandInDocument, OpenDecision
from samrum.core.document import Upload
from samrum.office import see
from samrum.office.act import act
from tests.office.town import Cast, applies

CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
GRANT = Decide("grant", "You get a permit.", "You walk 300 metres.")


def test_a_resident_applies_the_case_is_decided_and_she_reads_the_decision(cast: Cast) -> None:
    anna, bo = cast.reads("anna"), cast.reads("bo")
    receipt = applies(anna)
    assert (receipt.number[:4], receipt.number[-6:], receipt.repeated) == ("PRH ", "000001", False)
    assert see.case(anna, receipt.case).turn == "resident"

    act(anna, HandInDocument(CERTIFICATE), case=receipt.case, key="k2")
    assert see.case(bo, receipt.case).turn == "caseworker"

    act(bo, GRANT, case=receipt.case, key="k3")
    act(anna, OpenDecision(), case=receipt.case, key="k4")

    view = see.case(anna, receipt.case)
    assert view.case.decision is not None and view.case.decision.opened_at is not None
    assert [item.kind for item in view.timeline] == [
        "CaseOpened",
        "FactGiven",
        "RegisterRead",
        "RulesApplied",
        "StepOpened",
        "LetterOrdered",
        "DocumentReceived",
        "RulesApplied",
        "StepClosed",
        "StepOpened",
        "DecisionMade",
        "StepClosed",
        "LetterOrdered",
        "DecisionOpened",
    ]
