"""What must be so of every key and every match, read straight from the rows: none of it asks the code under test."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from core.database.db import Database

KEYS = text("""
    SELECT m.id AS match, k.side, k.at, CAST(k.hand AS text) AS hand, CAST(k.whose AS text) AS whose, k.spoken,
           m.status, CAST(n.posted_by AS text) AS posted_by, n.criteria ->> 'decide' AS decide,
           CAST(m.helper_key_by AS text) AS helper_hand, m.confirmed_at = k.at AS confirmed_now
      FROM match m JOIN need n ON n.id = m.need_id
     CROSS JOIN LATERAL (VALUES
           ('helper', m.helper_key_at, m.helper_key_by, m.helper_person_id, m.helper_spoken),
           ('beneficiary', m.beneficiary_key_at, m.beneficiary_key_by, m.beneficiary_id, m.beneficiary_spoken)
           ) AS k(side, at, hand, whose, spoken)
     WHERE k.at IS NOT NULL
""")
"""Every key that was turned: on which side, by whose hand, and whose it is."""

_CONSENT = text("""
    SELECT count(*) FROM representation
     WHERE CAST(person_id AS text) = :whose AND CAST(representative_id AS text) = :hand
       AND given_at IS NOT NULL AND ended_at IS NULL AND (until IS NULL OR until > :at) AND 'answer' = ANY(covers)
""")
_STANDS_IN = text("""
    SELECT count(*) FROM match m
      JOIN membership c ON c.community_id = m.community_id AND CAST(c.person_id AS text) = :hand
       AND c.state = 'active' AND c.role IN ('coordinator', 'steward')
     CROSS JOIN LATERAL (SELECT CASE :side WHEN 'helper' THEN m.beneficiary_id ELSE m.helper_person_id END) o(other)
     WHERE m.id = :match AND m.confirmed_at = :at AND NOT EXISTS (
            SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
             WHERE CAST(a.person_id AS text) = :hand AND b.person_id = o.other)
       AND EXISTS (SELECT FROM representation r
             WHERE CAST(r.person_id AS text) = :whose AND r.ended_at IS NULL AND (
                EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                         WHERE a.person_id = r.representative_id AND b.person_id = o.other)
                OR EXISTS (SELECT FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
                            WHERE a.person_id = r.person_id AND b.person_id = o.other)))
""")
"""A coordinator to whom the second yes was said, since who speaks for that side is too near to the other; and who is
not near to it themself.
"""
_NAMED = text("""
    SELECT count(*) FROM event
     WHERE subject_id = :match AND at = :at
       AND ((kind IN ('match_invited', 'match_accepted', 'match_confirmed')
             AND CAST(actor_id AS text) = :hand AND CAST(for_id AS text) = :whose)
         OR (kind = 'match_confirmed' AND payload ->> (:side || '_by') = :hand
             AND payload ->> (:side || '_for') = :whose))
""")
_NEVER = {
    "one hand turned both keys": "SELECT id FROM match WHERE helper_key_by = beneficiary_key_by",
    "confirmed without both keys": """
        SELECT id FROM match WHERE (confirmed_at IS NOT NULL
            OR status IN ('confirmed', 'completed', 'failed', 'disputed'))
           AND (helper_key_at IS NULL OR beneficiary_key_at IS NULL)""",
    "a yes to one's own need": """
        SELECT m.id FROM match m JOIN need n ON n.id = m.need_id
         WHERE m.helper_key_at IS NOT NULL AND m.helper_person_id IN (n.author_id, n.posted_by)""",
    "a helper whom the author's voice speaks for, lives with or works with": """
        SELECT m.id FROM match m JOIN need n ON n.id = m.need_id JOIN offer o ON o.id = m.offer_id
         WHERE m.helper_key_at IS NOT NULL AND m.beneficiary_key_by <> m.beneficiary_id AND (
            EXISTS (SELECT FROM representation r WHERE r.person_id = m.helper_person_id
                       AND r.representative_id = m.beneficiary_key_by)
            OR EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                        WHERE a.person_id = m.beneficiary_key_by AND b.person_id = m.helper_person_id)
            OR EXISTS (SELECT FROM organisation_person p WHERE p.person_id = m.beneficiary_key_by
                          AND p.organisation_id = o.organisation_id))""",
    "a need that the helper's voice wrote down, lives with where it has the last word, or works for": """
        SELECT m.id FROM match m JOIN need n ON n.id = m.need_id
         WHERE m.helper_key_by <> m.helper_person_id AND (m.helper_key_by = n.posted_by
            OR m.beneficiary_key_at <= m.helper_key_at AND EXISTS (
                SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                 WHERE a.person_id = m.helper_key_by AND b.person_id = n.author_id)
            OR EXISTS (SELECT FROM organisation_person p WHERE p.person_id = m.helper_key_by
                          AND p.organisation_id = n.organisation_id))""",
    "help within a household, by the word of who speaks for the author": """
        SELECT m.id FROM match m JOIN household_mark a ON a.person_id = m.helper_person_id
          JOIN household_mark b ON b.person_id = m.beneficiary_id AND b.lookup = a.lookup
          JOIN representation r ON r.person_id = m.beneficiary_id AND r.representative_id = m.beneficiary_key_by
         WHERE m.helper_key_at IS NOT NULL""",
    "an organisation's need answered by its own people": """
        SELECT m.id FROM match m JOIN need n ON n.id = m.need_id
          JOIN organisation_person p ON p.organisation_id = n.organisation_id
         WHERE m.helper_key_at IS NOT NULL AND p.person_id = m.helper_person_id""",
    "completed by silence for somebody who is spoken for": """
        SELECT m.id FROM match m JOIN person p ON p.id = m.beneficiary_id
         WHERE p.represented AND m.status = 'completed' AND (m.completed_by = 'silence' OR NOT EXISTS (
            SELECT FROM event e WHERE e.subject_id = m.id AND e.kind = 'match_completed'
               AND e.actor_id IS NOT NULL))""",
    "a need closed by the clock for somebody who is spoken for": """
        SELECT n.id FROM need n JOIN person p ON p.id = n.author_id
         WHERE p.represented AND n.status = 'fulfilled' AND NOT EXISTS (SELECT FROM event e
             WHERE e.need_id = n.id AND e.kind IN ('need_fulfilled', 'match_completed')
               AND e.actor_id IS NOT NULL)""",
    "something left standing of somebody who ended it": """
        SELECT n.id FROM need n JOIN person p ON p.id = n.author_id
         WHERE p.represented AND n.status IN ('pending', 'open', 'matched')
           AND NOT EXISTS (SELECT FROM representation r WHERE r.person_id = p.id AND r.ended_at IS NULL)
         UNION ALL
        SELECT o.id FROM offer o JOIN person p ON p.id = o.author_id
         WHERE p.represented AND o.status IN ('active', 'paused')
           AND NOT EXISTS (SELECT FROM representation r WHERE r.person_id = p.id AND r.ended_at IS NULL)""",
    "a card that still opens what somebody took over": """
        SELECT t.id FROM take_over t JOIN person p ON p.id = t.person_id
         WHERE NOT p.represented AND t.used_at IS NULL""",
}


@dataclass
class Ledger:
    """Remembers which keys were looked at, so that each is judged at the moment it turned."""

    database: Database
    seen: set[tuple[Any, ...]]

    def check(self, hand: str | None) -> None:
        """Looks at everything. `hand`: whose hand acted since the last look."""
        with self.database.transaction() as session:
            for what, query in _NEVER.items():
                broken = session.execute(text(query)).all()
                assert not broken, f"{what}: {broken}"
            for key in session.execute(KEYS):
                if (mark := (key.match, key.side, key.at)) in self.seen:
                    continue
                self.seen.add(mark)
                self._in_advance(key, hand)
                if key.hand != key.whose:
                    about = {"match": key.match, "at": key.at, "side": key.side}
                    about |= {"hand": key.hand, "whose": key.whose}
                    consents = session.execute(_CONSENT, about).scalar_one()
                    stands_in = consents == 0 and session.execute(_STANDS_IN, about).scalar_one() == 1
                    assert consents == 1 or stands_in, f"no consent covers {key}"
                    assert (key.spoken or {}).get("how"), f"nobody knows how it was said: {key}"
                    assert session.execute(_NAMED, about).scalar_one() >= 1, f"no event names both: {key}"

    def _in_advance(self, key: Any, hand: str | None) -> None:
        """A key turns by the hand that acts; only `first_who_fits` lets an earlier word of the author's count."""
        if key.hand == hand:
            return
        ahead = key.side == "beneficiary" and key.decide == "first_who_fits" and key.hand == key.posted_by
        by_nobody = f"turned by somebody who did nothing: {key}, not {hand}"
        assert ahead, by_nobody
        assert key.helper_hand == hand, by_nobody
