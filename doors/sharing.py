"""What somebody pastes into a chat to share a need: what an outsider may know, and nothing of who asks."""

from core import hints
from matching.words.vocabulary import PlaceKind
from services.needs.shares import Share
from texts.catalogue import best, say
from texts.times import when


def text(share: Share, url: str) -> str:
    """What to paste, in the need's language: what an outsider may know, and nothing of who asks."""
    need, locale = share.need, best(share.need.language)
    remote, name = need.place_kind is PlaceKind.REMOTE, share.community.name
    here = name if hints.is_plain_name(name) else say("page.a_community", locale)
    return say(
        "share.text",
        locale,
        what=say(f"category.{need.category}", locale),
        where=say("page.remote", locale) if remote else here,
        when=when(need.windows, need.urgency, locale, share.community.time_zone),
        people=say("page.people", locale, count=need.for_people),
        url=url,
    )
