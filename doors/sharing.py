"""What somebody pastes into a chat to share needs: what an outsider may know, and nothing of who asks."""

from core import hints
from matching.words.vocabulary import PlaceKind, Urgency
from services.desk.open_needs import ForTheChat, OpenNeed
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


def open_needs(told: ForTheChat, public_url: str, locale: str) -> str:
    """A circle's open needs, each a line, with the address of the circle's page below."""
    circle, name = told.circle, told.circle.name
    here = name if hints.is_plain_name(name) else say("page.a_community", locale)
    url = f"{public_url.rstrip('/')}/c/{circle.slug}"
    if not told.needs:
        return say("share.chat.nothing", locale, circle=here, url=url)
    lines = [say("share.chat.head", locale, circle=here)]
    lines += [_line(need, circle.time_zone, locale) for need in told.needs]
    if told.many > len(told.needs):
        lines.append(say("share.chat.more", locale, many=told.many - len(told.needs)))
    return "\n".join([*lines, say("share.chat.end", locale, url=url)])


def _line(need: OpenNeed, time_zone: str, locale: str) -> str:
    what = say(f"category.{need.category}", locale)
    at = when(need.windows, need.urgency, locale, time_zone)
    if need.windows and need.urgency is Urgency.URGENT:
        at = f"{at}; {say('page.when.urgent', locale)}"
    if need.remote:
        return _bullet(what, at, say("page.remote", locale))
    if need.near is not None and hints.is_plain_name(need.near):
        return _bullet(what, at, say("share.chat.near", locale, place=need.near))
    return _bullet(what, at)


def _bullet(*parts: str) -> str:
    """One line of a list, as it reads in any language."""
    return "• " + " – ".join(parts)
