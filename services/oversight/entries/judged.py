"""What is judged, by whoever may hear it: concerns, reports, and appeals against what was decided."""

_ABOUT = """
      LEFT JOIN membership a ON a.community_id = k.community_id AND a.person_id = k.about_id AND a.state = 'active'
     WHERE k.community_id = :community AND k.closed_at IS NULL
       AND k.about_role = ANY(:heard) AND coalesce(a.role, 'member') = ANY(:heard)"""

CONCERN = f"""
    SELECT 'concern', k.match_id, 'match', min(k.at), min(k.at), :AT_ONCE, min(k.at), m.need_id
      FROM concern k JOIN match m ON m.id = k.match_id {_ABOUT} AND k.bars_until > :concerns_since
       AND k.id <> ALL(CAST(:concerns_elsewhere AS uuid[]))
       AND k.for_id <> ALL(:near) AND k.by_id <> ALL(:near) AND k.about_id <> ALL(:near)
     GROUP BY k.match_id, m.need_id"""  # noqa: S608  (put together from constants)

REPORT = f"""
    SELECT 'report', k.id, 'case', k.opened_at, k.opened_at, CASE WHEN k.pressing THEN :AT_ONCE ELSE :DISPUTED END,
           k.opened_at - CASE WHEN k.pressing THEN interval '1 year' ELSE interval '0' END, CAST(NULL AS uuid)
      FROM safety_case k {_ABOUT} AND k.about_id IS NOT NULL
       AND k.id <> ALL(CAST(:own_matters AS uuid[]))
       AND EXISTS (SELECT FROM report r WHERE r.case_id = k.id AND r.concern_id IS NULL)"""  # noqa: S608  (put together from constants)

APPEAL = """
    SELECT 'appeal', a.id, 'appeal', a.at, a.at, :DISPUTED, a.at, CAST(NULL AS uuid)
      FROM appeal a JOIN decision d ON d.id = a.decision_id
     WHERE d.community_id = :community AND a.id = ANY(CAST(:appeals AS uuid[]))"""

ALL = (CONCERN, REPORT, APPEAL)
