"""How matching works in a community: readable by all, changed by stewards."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.answers.preconditions import Seen
from api.answers.replies import reply
from api.schemas.policy import PolicyEdit, PolicyOut
from core.models import Community
from doors import languages
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.communities import directory, policy_changes

router = APIRouter(prefix="/v1/communities", tags=["Communities"], route_class=ActionRoute)


@router.get("/{community_id}/policy", response_model=PolicyOut)
def get_policy(community_id: UUID, request: Request, session: Db, me: Me) -> Response:  # noqa: ARG001 (for whoever is signed in)
    """How matching works here: every dial explained, rules of risk, and what was changed when, and why."""
    return _answer(session, directory.get(session, community_id), request)


@router.patch("/{community_id}/policy", response_model=PolicyOut)
def change_policy(
    community_id: UUID, given: PolicyEdit, seen: Seen, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """Chooses a preset, turns dials, tightens rules of risk; for stewards, with a reason. Needs `If-Match`."""
    before = directory.get(session, community_id)
    seen.ensure(before.edition)
    changed = policy_changes.change(session, me, community_id, given.value(), edition=before.edition, now=now)
    return _answer(session, changed, request)


def _answer(session: Session, community: Community, request: Request) -> Response:
    lines = policy_changes.history(session, community.id)
    return reply(PolicyOut.shown(community, lines, languages.of(request)), edition=community.edition)
