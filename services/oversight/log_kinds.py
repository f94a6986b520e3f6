"""What stands in the stewards' log: the kinds of acts that are done in a community's name."""

from core.events import EventKind
from services.oversight.answers import OF_ENTRIES

_K = EventKind
ACTS = frozenset(
    {
        _K.NEED_REVEALED,
        _K.REVEAL_ASKED,
        _K.REVEAL_AGREED,
        _K.REVEALS_SEEN,
        _K.EMERGENCY_DECLARED,
        _K.EMERGENCY_ENDED,
        _K.POLICY_CHANGED,
        _K.COMMUNITY_EDITED,
        _K.CHANGE_PROPOSED,
        _K.CHANGE_MADE,
        _K.CHANGE_OBJECTED,
        _K.MEMBER_REFUSED,
        _K.PROMISES_HANDED_OVER,
        _K.MEMBER_SUSPENDED,
        _K.MEMBER_MAY_RETURN,
        _K.MEMBER_MET,
        _K.ROLE_CHANGED,
        _K.NEED_HIDDEN,
        _K.NEED_SHOWN,
        _K.NEED_REMOVED,
        _K.NEED_REINSTATED,
        _K.NEED_MARKED_DOUBLE,
        _K.NEED_NOTED,
        _K.CONCERN_CLOSED,
        _K.CONCERN_RENEWED,
        _K.ALLIANCE_ASKED,
        _K.ALLIANCE_STANDS,
        _K.ALLIANCE_ENDED,
        _K.CALL_CLAIMED,
        _K.CALL_DONE,
        _K.CALL_UNWANTED,
        _K.AUTHOR_REACHED,
        _K.AUTHOR_NOT_REACHED,
        _K.ACT_TAKEN_BACK,
        _K.NEED_TOLD_APART,
        *OF_ENTRIES,
        _K.DUTY_HANDED_ON,
        _K.COMMUNITY_FULL,
        _K.COMMUNITY_NOT_FULL,
    }
)
"""What nobody does but who answers for a community."""
ALSO_OTHERS = (
    _K.MATCH_PROPOSED,
    _K.MATCH_WITHDRAWN,
    _K.MATCH_CANCELLED,
    _K.MATCH_COMPLETED,
    _K.MATCH_FAILED,
)
"""What others do too: it counts where it was done as a coordinator."""
OF_CASES = (
    _K.CASE_READ,
    _K.CASE_CLOSED,
    _K.PERSON_WARNED,
    _K.DECISION_UPHELD,
    _K.DECISION_OVERTURNED,
)
"""What was done in a case or an appeal, by somebody of the circle; about whom for those alone who may hear the case.
Who judges from outside judges one of those who read this.
"""
KINDS = tuple(sorted({*ACTS, *ALSO_OTHERS, *OF_CASES, _K.MEMBER_ADMITTED}))
