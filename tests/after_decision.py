"""What may be done after a decision, as hypothesis makes it up."""

from datetime import date

from hypothesis import strategies as st

from samrum.core.appeal import (
    AppealDecision,
    ConfirmAppeal,
    HandOver,
    JudgeTimeliness,
    RecordAnswer,
    ReviewDecision,
    Ruling,
    WithdrawAppeal,
)
from samrum.core.case import ChangeDecision, Command, Decide
from samrum.core.notice import ChooseDelivery, ProveDelivery

TEXT = st.sampled_from(["", "Because."])
SURE = st.booleans()
TO = st.builds(
    Decide,
    st.sampled_from(["grant", "partial", "refuse"]),
    TEXT,
    TEXT,
    st.just(("13 kap. 8 §",)),
    st.sampled_from([None, date(2026, 11, 24)]),
    st.sampled_from([None, date(2027, 11, 24), date(2029, 11, 24)]),
)
RULED = Ruling("grant", "You get it.", "The court", "1-26", None, date(2028, 11, 24))
GROUNDS = st.sampled_from(["slip", "wrong", "obvious", "misled", "circumstances", "whim"])
AFTER: st.SearchStrategy[Command] = st.one_of(
    st.builds(AppealDecision, TEXT, st.sampled_from([None, date(2026, 11, 24)])),
    st.builds(ConfirmAppeal),
    st.builds(JudgeTimeliness, SURE, st.sampled_from(["", "higher_instance"]), TEXT),
    st.builds(ReviewDecision, TEXT, SURE, SURE, SURE),
    st.builds(HandOver, st.just("a" * 64), st.just(("The appeal", "The decision"))),
    st.builds(WithdrawAppeal, TEXT),
    st.builds(
        RecordAnswer,
        st.sampled_from(["upheld", "changed", "set_aside", "dismissed", "written_off"]),
        TEXT,
        st.sampled_from([date(2026, 11, 23), date(2026, 11, 24), date(2026, 12, 1)]),
        ruling=st.sampled_from([None, RULED]),
    ),
    st.builds(
        ChangeDecision,
        st.sampled_from(["corrected", "changed", "revoked"]),
        GROUNDS,
        TEXT,
        TO,
        SURE,
    ),
    st.builds(ChooseDelivery, st.sampled_from(["receipt", "simplified", "pigeon"])),
    st.builds(
        ProveDelivery,
        st.sampled_from([date(2026, 11, 23), date(2026, 12, 1)]),
        st.sampled_from(["receipt", "told"]),
    ),
)
