"""The query for what needs a human: each kind of entry with since when it waits and how pressing it is."""

from enum import IntEnum, auto

from sqlalchemy import text

from services.oversight.entries import judged, matches, needs, people


class Pressing(IntEnum):
    """How pressing an entry is, most first: the order of the queue. Of equals, what has waited longest; of one
    author's needs each in its turn (`matching.asking.turns`).
    """

    AT_ONCE = auto()
    """An urgent need without a yes or whose author nobody reaches, a yes to one without an answer, a concern, a wait
    for a second word, or a report that cannot wait: of a child at risk, or somebody in danger. Those come first.
    """
    DISPUTED = auto()
    """Two see differently how it went, or somebody reported somebody."""
    AWAITED = auto()
    """Somebody waits to be called, or admitted, is to be spoken with first, or to be asked for a yes that nobody else
    may pass on; nobody reaches whoever asked, or too few come; or a date to look again has come.
    """
    UNANSWERED = auto()
    """A need without a yes, or a yes without an answer, that is not urgent; or one that may be a double."""
    UNREPORTED = auto()


ENTRIES = "\nUNION ALL\n".join((*needs.ALL, *judged.ALL, *matches.ALL, *people.ALL))
"""All that stands in the queue of one community, also what was put off."""
KEPT = "e.why || ':' || e.pressing"
"""Of an entry `e`, what is kept of it where it is put off: it shows again as soon as it is another, or presses more."""
ORDER = "e.pressing, e.turn, e.id, e.why"
"""The order of the queue. No two entries share a place in it."""
ONE = text(f"SELECT * FROM ({ENTRIES}) e WHERE e.id = :subject ORDER BY {ORDER}")  # noqa: S608  (constants)
"""Why one need, match, person, case, appeal or call stands there: most pressing first."""
_HEARD = "ANY(CASE WHEN c.steward THEN CAST(:heard_by_stewards AS text[]) ELSE CAST(:heard AS text[]) END)"
WAITING = text(f"""
    SELECT o.id, o.name, o.slug, min(e.since) AS since, bool_or(e.pressing = :AT_ONCE) AS at_once
      FROM unnest(CAST(:communities AS uuid[]), CAST(:stewards AS bool[])) AS c(id, steward)
      JOIN community o ON o.id = c.id
     CROSS JOIN LATERAL ({ENTRIES.replace(":community", "c.id").replace("ANY(:heard)", _HEARD)}) e
     WHERE NOT EXISTS (SELECT FROM put_off p WHERE p.community_id = c.id AND p.subject_id = e.id
                        AND p.until > :now AND {KEPT} = ANY(p.whys))
     GROUP BY o.id, o.name, o.slug
""")  # noqa: S608  (put together from constants)
"""The queues of several communities at once: since when each waits, and whether for something that cannot."""
OPEN = text("""
    SELECT EXISTS (SELECT FROM safety_case k WHERE k.community_id = ANY(:communities) AND k.closed_at IS NULL) AS cases,
           EXISTS (SELECT FROM concern k WHERE k.community_id = ANY(:communities) AND k.closed_at IS NULL) AS concerns,
           EXISTS (SELECT FROM appeal a JOIN decision d ON d.id = a.decision_id
                    WHERE a.closed_at IS NULL AND d.community_id = ANY(:communities)) AS appeals
""")
"""Whether anything is open that not everybody hears who answers for these communities: mostly there is nothing."""
