"""Needs and offers move as the domain says, and no other way."""

from itertools import product

import pytest

from matching.states import need_states, offer_states
from matching.states.need_states import NeedMove
from matching.states.offer_states import OfferMove
from matching.words.vocabulary import NeedStatus, OfferStatus

NEED_TABLE = {
    "pending": "open>open expire>expired withdraw>withdrawn remove>removed",
    "open": "cover>matched fulfil>fulfilled close>fulfilled expire>expired withdraw>withdrawn remove>removed"
    " renew>open",
    "matched": "uncover>open fulfil>fulfilled close>fulfilled withdraw>withdrawn remove>removed",
    "fulfilled": "reopen>open",
    "expired": "renew>open record_late>fulfilled complete_late>fulfilled",
    "withdrawn": "record_late>fulfilled",
    "removed": "reinstate>open",
}
OFFER_TABLE = {
    "active": "pause>paused renew>active withdraw>withdrawn expire>expired remove>removed",
    "paused": "resume>active renew>active withdraw>withdrawn expire>expired remove>removed",
    "expired": "renew>active",
    "withdrawn": "",
    "removed": "",
}


@pytest.mark.parametrize(("status", "move"), list(product(NeedStatus, NeedMove)))
def test_need_moves_are_the_domains(status: NeedStatus, move: NeedMove) -> None:
    ends = dict(step.split(">") for step in NEED_TABLE[status].split())
    if move in ends:
        assert need_states.target(status, move) == ends[move]
    else:
        with pytest.raises(need_states.NotAllowed) as refusal:
            need_states.target(status, move)
        assert refusal.value.current is status
        assert refusal.value.allowed == need_states.allowed(status)


@pytest.mark.parametrize(("status", "move"), list(product(OfferStatus, OfferMove)))
def test_offer_moves_are_the_domains(status: OfferStatus, move: OfferMove) -> None:
    ends = dict(step.split(">") for step in OFFER_TABLE[status].split())
    if move in ends:
        assert offer_states.target(status, move) == ends[move]
    else:
        with pytest.raises(offer_states.NotAllowed) as refusal:
            offer_states.target(status, move)
        assert refusal.value.allowed == offer_states.allowed(status)


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (NeedStatus.PENDING, "withdraw edit"),
        (NeedStatus.OPEN, "withdraw renew fulfil edit"),
        (NeedStatus.MATCHED, "withdraw fulfil"),
        (NeedStatus.EXPIRED, "renew fulfil"),
        (NeedStatus.WITHDRAWN, "fulfil"),
        (NeedStatus.FULFILLED, ""),
        (NeedStatus.REMOVED, ""),
    ],
)
def test_authors_see_the_verbs_open_to_them_and_others_none(status: NeedStatus, verbs: str) -> None:
    assert need_states.allowed(status) == tuple(verbs.split())
    assert need_states.allowed(status, double=True) == (*verbs.split(), "another_matter")
    assert need_states.allowed(status, by_author=False) == ()


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        (OfferStatus.ACTIVE, "pause renew withdraw edit"),
        (OfferStatus.PAUSED, "resume renew withdraw edit"),
        (OfferStatus.EXPIRED, "renew"),
        (OfferStatus.WITHDRAWN, ""),
        (OfferStatus.REMOVED, ""),
    ],
)
def test_helpers_see_the_verbs_open_to_them(status: OfferStatus, verbs: str) -> None:
    assert offer_states.allowed(status) == tuple(verbs.split())
    assert offer_states.allowed(status, by_helper=False) == ()
