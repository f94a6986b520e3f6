"""Whether a need is a coordinator's own matter: theirs, their household's, or one they offered to help with."""

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.errors import Forbidden
from core.models import Need

_CONCERNS = text("""
    SELECT EXISTS (SELECT FROM match m WHERE m.need_id = :need AND m.helper_person_id = ANY(:voices)
                      AND (m.helper_key_at IS NOT NULL OR m.status IN ('invited', 'refused')))
        OR EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                    WHERE a.person_id = :me AND b.person_id = :author AND a.verified_at IS NOT NULL)
        OR EXISTS (SELECT FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
                    WHERE a.person_id = :me AND b.person_id = :author)
        OR EXISTS (SELECT FROM device a JOIN device b ON b.id = a.id
                    WHERE a.person_id = :me AND b.person_id = :author)
        OR EXISTS (SELECT FROM former_self f WHERE f.person_id = :me AND f.former_id = :author
                       OR f.person_id = :author AND f.former_id = :me)
""")
"""An address that was only written down as one's own tells nothing: else whoever writes one down learns whose it is."""


def ensure_none(session: Session, caller: Caller, need: Need) -> None:
    """Raises Forbidden where it is the caller's own need, or of their organisation, household, phone or mailbox; and
    where they said yes to it, were picked or were refused: a role is no way around a no.
    """
    about = {"need": need.id, "voices": caller.voices, "me": caller.person_id, "author": need.author_id}
    own = need.author_id == caller.person_id or need.organisation_id in caller.organisations
    if own or session.execute(_CONCERNS, about).scalar_one():
        raise Forbidden("not_in_own_matter")
