"""What came of a year's needs: proposals and answers, the events of it, what people were told, and how that travelled.

Made by the server itself from the needs and offers that are there, for nothing of it is sealed. What the product would
have let go by now (`services.retention`) is not made: deliveries go after 30 days, or 90 where they asked for help.
"""

from datetime import datetime

import psycopg

_ID_AT = """
    CREATE FUNCTION pg_temp.id_at(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
        SELECT encode(set_byte(r, 6, (get_byte(r, 6) & 15) | 112), 'hex')::uuid
          FROM (SELECT overlay(uuid_send(gen_random_uuid()) PLACING
                    substring(int8send((extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6) AS r) AS x
    $$
"""
"""A UUIDv7 as it would have been made then."""

_HELPERS = """
    CREATE TEMP TABLE helper AS
    SELECT o.community_id, c.category, o.id AS offer_id, o.author_id, p.number,
           row_number() OVER (PARTITION BY o.community_id, c.category ORDER BY o.id) - 1 AS place,
           count(*) OVER (PARTITION BY o.community_id, c.category) AS many
      FROM offer o JOIN person p ON p.id = o.author_id, unnest(o.categories) AS c(category);
    CREATE INDEX ON helper (community_id, category, place);
    ANALYZE helper
"""

_ASKED = """
    CREATE TEMP TABLE asked AS
    SELECT n.*, w.wave, (n.turn * 5 + w.wave) %% h.many AS place,
           n.posted_at + (w.wave * 20 + 1) * interval '1 minute' AS created_at,
           CASE WHEN n.status = 'fulfilled' THEN (ARRAY['completed', 'declined', 'lapsed', 'superseded'])[w.wave + 1]
                WHEN n.status = 'matched' THEN (ARRAY['confirmed', 'declined', 'lapsed', 'superseded'])[w.wave + 1]
                WHEN n.status = 'open' THEN (ARRAY['accepted', 'proposed', 'proposed', 'declined'])[w.wave + 1]
                ELSE (ARRAY['declined', 'lapsed', 'lapsed', 'withdrawn'])[w.wave + 1] END AS outcome
      FROM (SELECT id AS need_id, community_id, author_id, category, status, posted_at, closed_at,
                   row_number() OVER (PARTITION BY community_id ORDER BY id) AS turn FROM need) n
      JOIN helper h ON h.community_id = n.community_id AND h.category = n.category AND h.place = 0
     CROSS JOIN generate_series(0, %(asked)s - 1) AS w(wave)
     WHERE w.wave < h.many
"""
"""One row for each proposal, and what became of it; the first of each need is the one that counts."""

_MATCHES = """
    INSERT INTO match (id, need_id, offer_id, community_id, beneficiary_id, helper_id, helper_person_id, helper_number,
           status, quantity, opened_by, created_at, helper_key_at, helper_key_by, beneficiary_key_at,
           beneficiary_key_by, confirmed_at, contact_until, contact_closed, reply_by, due_at, yes_told_at, ended_at,
           completed_by, emptied_at, parts, reasons, p_yes, chance, propensity, wave, urgent_at_yes, version)
    SELECT pg_temp.id_at(a.created_at), a.need_id, h.offer_id, a.community_id, a.author_id, h.author_id, h.author_id,
           h.number, a.outcome, 1, 'engine', a.created_at,
           CASE WHEN yes THEN said_at END, CASE WHEN yes THEN h.author_id END,
           CASE WHEN agreed THEN agreed_at END, CASE WHEN agreed THEN a.author_id END,
           CASE WHEN agreed THEN agreed_at END, CASE WHEN agreed THEN agreed_at + interval '14 days' END,
           a.outcome = 'completed',
           CASE WHEN a.outcome IN ('proposed', 'accepted') THEN %(now)s + interval '20 hours' END,
           CASE WHEN a.outcome = 'confirmed' THEN %(now)s + interval '3 days' END,
           CASE WHEN a.outcome = 'accepted' THEN %(now)s + interval '1 day' END, ended_at,
           CASE WHEN a.outcome = 'completed' THEN 'person' END,
           CASE WHEN ended_at < %(now)s - interval '30 days' THEN ended_at + interval '30 days' END,
           '{}', '{}', 0.2, 0.7, 1, a.wave, false, 1
      FROM asked a
      JOIN helper h ON h.community_id = a.community_id AND h.category = a.category AND h.place = a.place,
           LATERAL (SELECT a.created_at + interval '50 minutes' AS said_at,
                           a.created_at + interval '2 hours' AS agreed_at,
                           a.outcome IN ('accepted', 'confirmed', 'completed') AS yes,
                           a.outcome IN ('confirmed', 'completed') AS agreed,
                           CASE WHEN a.outcome = 'completed' THEN a.closed_at
                                WHEN a.outcome NOT IN ('proposed', 'accepted', 'confirmed')
                                THEN a.created_at + interval '1 day' END AS ended_at) AS t
     ORDER BY a.created_at
"""
_EVENTS = """
    INSERT INTO event (at, kind, actor_id, subject_type, subject_id, need_id, community_id, payload)
    SELECT * FROM (
        SELECT posted_at AS at, 'need_posted', author_id, 'need', id, id, community_id,
               jsonb_build_object('urgency', urgency) FROM need
        UNION ALL
        SELECT created_at, 'match_proposed', NULL, 'match', id, need_id, community_id,
               jsonb_build_object('by', 'engine', 'wave', wave) FROM match
        UNION ALL
        SELECT helper_key_at, 'match_accepted', helper_id, 'match', id, need_id, community_id,
               '{"quantity": 1, "how": null}' FROM match WHERE helper_key_at IS NOT NULL
        UNION ALL
        SELECT confirmed_at, 'match_confirmed', beneficiary_id, 'match', id, need_id, community_id,
               jsonb_build_object('quantity', 1, 'how', NULL, 'helper_by', helper_key_by, 'helper_for', NULL,
                                  'beneficiary_by', beneficiary_key_by, 'beneficiary_for', NULL)
          FROM match WHERE confirmed_at IS NOT NULL
        UNION ALL
        SELECT ended_at, 'match_' || status, helper_id, 'match', id, need_id, community_id,
               '{"by": "clock", "was": "proposed", "code": null}'
          FROM match WHERE ended_at IS NOT NULL
    ) AS e ORDER BY at
"""
_NOTIFICATIONS = """
    INSERT INTO notification (id, person_id, event_id, kind, subject_type, subject_id, params, at, read_at)
    SELECT pg_temp.id_at(e.at), t.person, e.id, t.kind, 'match', m.id, '{}', e.at,
           CASE WHEN e.at < %(now)s - interval '2 days' THEN e.at + interval '3 hours' END
      FROM event e
      JOIN match m ON m.id = e.subject_id,
           LATERAL (VALUES ('match_proposed', m.helper_person_id, 'proposal'),
                           ('match_accepted', m.beneficiary_id, 'yes'),
                           ('match_confirmed', m.helper_person_id, 'confirmed_helper'),
                           ('match_confirmed', m.beneficiary_id, 'confirmed_beneficiary'),
                           ('match_completed', m.helper_person_id, 'completed'),
                           ('match_completed', m.beneficiary_id, 'completed'))
           AS t(event, person, kind)
     WHERE t.event = e.kind AND e.subject_type = 'match'
     ORDER BY e.id
    ON CONFLICT DO NOTHING
"""
_DELIVERIES = """
    INSERT INTO delivery (id, channel, status, notification_id, device_id, contact_id, due_at, expires_at, fence,
           attempts, unsure, sent_at)
    SELECT pg_temp.id_at(n.at), CASE WHEN d.id IS NULL THEN 'email' ELSE 'push' END, 'sent', n.id, d.id,
           CASE WHEN d.id IS NULL THEN c.id END, n.at, n.at + interval '1 day', 1, 1, false, n.at + interval '1 second'
      FROM notification n
      LEFT JOIN device d ON d.person_id = n.person_id
      JOIN contact_point c ON c.person_id = n.person_id
     WHERE n.at > %(now)s - CASE WHEN n.kind = 'proposal' THEN interval '90 days' ELSE interval '30 days' END
     ORDER BY n.id
"""
_STEPS = (
    _ID_AT,
    _HELPERS,
    _ASKED,
    _MATCHES,
    "ANALYZE match",
    _EVENTS,
    "ANALYZE event",
    _NOTIFICATIONS,
    _DELIVERIES,
)


def make(connection: psycopg.Connection, *, asked: int, now: datetime) -> None:
    """All of it, for every circle that is there; at most `asked` proposals for each need."""
    connection.execute("SET LOCAL work_mem = '256MB'")
    for step in _STEPS:
        psycopg.ClientCursor(connection).execute(step, {"asked": asked, "now": now})
