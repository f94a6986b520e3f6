"""Whether a need is a coordinator's own matter: theirs, of somebody near to them, or one they offered to help with."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.models import Match, Need
from matching.words.vocabulary import MatchStatus
from services.judging import own_matter


def ensure_none(session: Session, caller: Caller, need: Need) -> None:
    """Raises Forbidden where it is the caller's own need or their organisation's, where its author is near to them
    (`own_matter.near`), and where they said yes to it, were picked or were refused: a role is no way around a no.
    Whom somebody speaks for told them themself.
    """
    own = need.author_id == caller.person_id or need.organisation_id in caller.organisations
    if own or session.scalar(select(_has_a_part(caller, need))):
        raise Forbidden("not_in_own_matter")
    if not caller.represents.get(need.author_id):
        own_matter.ensure_no_part(session, caller, [need.author_id])


def _has_a_part(caller: Caller, need: Need) -> ColumnElement[bool]:
    return exists().where(
        col(Match.need_id) == need.id,
        col(Match.helper_person_id).in_(caller.voices),
        or_(
            col(Match.helper_key_at).is_not(None),
            col(Match.status).in_((MatchStatus.INVITED, MatchStatus.REFUSED)),
        ),
    )
