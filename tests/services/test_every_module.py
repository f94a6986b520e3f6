"""Where each module of the services is tested: in the file that mirrors it, or where this table says."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

COVERED_BY: dict[str, tuple[str, ...]] = {
    "access/callers": ("api/test_access_matrix.py",),
    "access/ceilings": ("attacks/test_h5_limits_by_standing.py",),
    "access/hands": ("attacks/test_h10_checked_by_two.py", "attacks/test_h10_one_steward_is_not_two.py"),
    "access/links": ("api/pages/test_pages.py", "journeys/test_own_links.py"),
    "access/moves": ("scheduler/test_jobs.py", "api/test_access_matrix.py"),
    "access/rights": ("api/test_access_matrix.py", "keys/test_two_hands.py"),
    "access/room": ("attacks/test_h5_limits_by_standing.py",),
    "access/selves": ("attacks/test_h8_coming_back.py",),
    "access/tokens": ("api/routes/test_auth.py",),
    "access/voices": ("keys/test_two_hands.py", "journeys/test_by_phone.py"),
    "afterwards/asked_back": ("lived/test_silence_of_whom_was_reached.py",),
    "afterwards/concerns": ("attacks/test_c1_concern_keeps_away.py",),
    "afterwards/contact": ("journeys/test_posted_to_done.py", "api/test_canary.py"),
    "afterwards/public_contact": ("lived/test_organisations_need.py",),
    "afterwards/reminders": ("journeys/test_reminded.py",),
    "afterwards/reports": ("journeys/test_disputes.py",),
    "asking/around": ("api/routes/test_refusals.py",),
    "asking/choosing": ("services/asking/test_proposing.py", "services/places/test_search.py"),
    "asking/circle": ("services/asking/test_both_ways.py", "services/asking/test_proposing.py"),
    "asking/enough_people": ("lived/test_whom_to_ask.py",),
    "asking/held_back": ("lived/test_whom_to_ask.py", "matching/asking/test_limits.py"),
    "asking/recording": ("services/asking/test_both_ways.py",),
    "asking/rounds/backlog": ("services/asking/rounds/test_backlog_and_pairs.py",),
    "asking/rounds/nearby": ("services/asking/rounds/test_backlog_and_pairs.py",),
    "asking/rounds/pairs": ("services/asking/rounds/test_backlog_and_pairs.py",),
    "asking/rounds/plans": ("services/asking/rounds/test_round.py",),
    "asking/rounds/proposals": ("services/asking/rounds/test_round_meanwhile.py",),
    "asking/rounds/regions": ("services/asking/rounds/test_round.py", "scheduler/test_round_process.py"),
    "asking/rounds/storing": ("services/asking/rounds/test_round.py",),
    "asking/samples": ("attacks/test_h3_false_author.py",),
    "consequences/comers": ("attacks/test_m8_two_people.py", "matching/rules/test_several.py"),
    "matches/several": ("attacks/test_m8_two_people.py",),
    "communities/alliances": ("journeys/test_allies.py",),
    "communities/directory": ("lived/test_own_community.py", "journeys/test_strangers_community.py"),
    "communities/duty": ("journeys/test_at_night.py",),
    "communities/founding": ("journeys/test_strangers_community.py", "api/test_bad_input.py"),
    "communities/joining": ("services/communities/test_invitations.py",),
    "communities/policy_changes": ("api/routes/test_policy.py",),
    "communities/recognition": ("journeys/test_strangers_community.py",),
    "communities/standing": (
        "attacks/test_c2_trust_from_stewards.py",
        "services/communities/test_members.py",
    ),
    "communities/words": ("attacks/test_c2_trust_from_stewards.py", "services/communities/test_members.py"),
    "consequences/company": ("lived/test_several_must_come.py",),
    "consequences/doubles": ("lived/test_doubles.py",),
    "due/company": ("lived/test_several_must_come.py", "scheduler/test_jobs.py"),
    "due/doubles": ("lived/test_doubles.py", "scheduler/test_jobs.py"),
    "oversight/doubles": ("lived/test_doubles.py",),
    "consequences/coverage": ("lived/test_need_follows.py", "races/test_hammer.py"),
    "consequences/endings": ("journeys/test_several_helpers.py", "notifications/announce/test_outbox.py"),
    "oversight/taking": ("lived/test_something_needs_a_human.py",),
    "oversight/readers": ("attacks/test_m14_list_of_who_needs_what.py",),
    "consequences/turns": ("attacks/test_h5_turns.py",),
    "consequences/suspending": ("attacks/test_h8_coming_back.py",),
    "consequences/match_times": ("lived/test_time_as_people_mean_it.py", "journeys/test_reminded.py"),
    "consequences/promised": ("lived/test_time_as_people_mean_it.py",),
    "consequences/unsettling": ("attacks/test_m3_contact_falls_with_standing.py",),
    "facts/meetings": ("lived/test_time_as_people_mean_it.py",),
    "facts/promises": ("lived/test_time_as_people_mean_it.py",),
    "matches/changing": ("lived/test_changing_what_was_agreed.py",),
    "matches/hours": ("lived/test_time_as_people_mean_it.py", "services/matches/test_two_keys.py"),
    "due/dormancy": ("scheduler/test_jobs.py", "journeys/test_strangers_community.py"),
    "due/duty": ("scheduler/test_jobs.py", "journeys/test_at_night.py"),
    "due/finding": ("scheduler/test_jobs.py",),
    "due/matches": ("scheduler/test_jobs.py", "journeys/test_disputes.py"),
    "due/needs": ("scheduler/test_jobs.py", "services/asking/test_proposing.py"),
    "due/offers": ("scheduler/test_jobs.py",),
    "due/reminders": ("scheduler/test_jobs.py", "journeys/test_reminded.py"),
    "representation/bounds": (
        "attacks/test_m10_letters_to_strangers.py",
        "attacks/test_h9_accounts_cost_nothing.py",
    ),
    "representation/written_down": ("attacks/test_m10_letters_to_strangers.py",),
    "afterwards/via": ("lived/test_spoken_for.py",),
    "due/yeses": ("lived/test_yes_that_waits.py",),
    "due/standing": (
        "attacks/test_c2_trust_from_stewards.py",
        "attacks/test_m3_contact_falls_with_standing.py",
    ),
    "facts/allied": ("services/asking/test_overflow.py", "journeys/test_allies.py"),
    "facts/between": ("lived/test_whom_to_ask.py", "services/asking/test_both_ways.py"),
    "facts/categories": ("api/test_bad_input.py",),
    "facts/needs": ("services/asking/test_proposing.py", "services/asking/rounds/test_round.py"),
    "facts/noes": ("attacks/test_c1_concern_keeps_away.py",),
    "facts/offers": ("services/facts/test_learning.py", "services/asking/test_overflow.py"),
    "facts/policies": ("api/routes/test_policy.py",),
    "governance/changes": ("attacks/test_h10_false_community.py", "attacks/test_h10_checked_by_two.py"),
    "governance/operator": ("services/communities/test_members.py", "commands/test_manage.py"),
    "governance/organisation_people": ("services/communities/test_organisations.py",),
    "governance/speakers": ("attacks/test_h10_false_community.py", "matching/rules/test_pending.py"),
    "governance/views": ("attacks/test_h10_false_community.py", "attacks/test_h10_checked_by_two.py"),
    "governance/wishes": ("attacks/test_h10_false_community.py",),
    "oversight/cases": ("attacks/test_h10_operator_hears.py",),
    "home/own_matches": ("attacks/test_lived19_what_a_match_is_about.py",),
    "home/parts": ("attacks/test_lived36_founder_with_a_new_phone.py",),
    "home/screen": ("attacks/test_lived37_first_screen.py", "api/test_budgets.py"),
    "home/waiting": ("attacks/test_lived37_first_screen.py", "api/test_budgets.py"),
    "leaving": ("races/test_erasure.py", "races/test_hammer.py"),
    "matches/eligibility": ("api/routes/test_refusals.py", "keys/test_two_hands.py"),
    "matches/near": ("attacks/test_m2_known_number.py",),
    "matches/no": ("notifications/announce/test_outbox.py", "services/asking/test_proposing.py"),
    "matches/opened_first": ("attacks/test_c2_trust_from_stewards.py",),
    "matches/opening": ("keys/test_two_hands.py", "services/asking/test_overflow.py"),
    "matches/shown": ("attacks/test_h3_false_author.py",),
    "matches/views": ("journeys/test_posted_to_done.py", "api/test_canary.py"),
    "needs/browsing": ("api/routes/test_browse_needs.py",),
    "needs/history": ("api/routes/test_share_links.py", "api/test_invisible.py"),
    "needs/life": ("journeys/test_expired_renewed_done_late.py", "scheduler/test_jobs.py"),
    "needs/lists": ("api/routes/test_browse_needs.py", "api/test_invisible.py"),
    "needs/parts": ("api/test_bad_input.py", "api/test_canary.py"),
    "needs/progress": ("journeys/test_allies.py", "journeys/test_at_night.py"),
    "needs/rows": ("api/routes/test_browse_needs.py",),
    "needs/shares": ("api/routes/test_share_links.py",),
    "needs/views": ("api/test_canary.py", "journeys/test_posted_to_done.py"),
    "offers/edits": ("services/places/test_search.py", "api/test_bad_input.py"),
    "offers/life": ("scheduler/test_jobs.py", "services/places/test_search.py"),
    "oversight/acts": ("journeys/test_disputes.py", "api/test_access_matrix.py"),
    "oversight/boards": ("api/test_access_matrix.py", "api/test_canary.py"),
    "oversight/decisions": ("journeys/test_disputes.py",),
    "oversight/meetings": ("attacks/test_h8_coming_back.py",),
    "oversight/queue": ("journeys/test_disputes.py", "journeys/test_expired_renewed_done_late.py"),
    "people/countries": ("lived/test_phones_as_written.py",),
    "people/blocks": ("api/test_invisible.py", "keys/test_two_hands.py"),
    "people/devices": ("notifications/announce/test_outbox.py", "races/test_erasure.py"),
    "people/former_points": ("attacks/test_h8_coming_back.py",),
    "people/profile": ("api/test_invisible.py", "races/test_erasure.py"),
    "people/proving": ("attacks/test_m1_whose_number.py",),
    "people/returning": ("attacks/test_h8_coming_back.py", "attacks/test_h8_reach_never_grows.py"),
    "people/sessions": ("api/routes/test_auth.py", "services/test_sign_in.py"),
    "people/sign_in": ("api/routes/test_auth.py",),
    "places/cells": ("services/offers/test_posts.py", "api/test_bad_input.py"),
    "places/supply": ("services/places/test_search.py",),
    "places/walk": ("services/places/test_search.py",),
    "representation/cards": ("keys/test_two_hands.py",),
    "representation/consents": ("api/pages/test_pages.py", "journeys/test_by_phone.py"),
    "representation/ends": ("journeys/test_own_links.py", "keys/test_two_hands.py"),
    "representation/entries": ("journeys/test_by_phone.py",),
    "representation/own_links": ("journeys/test_own_links.py",),
    "representation/standing": ("journeys/test_by_phone.py", "keys/test_two_hands.py"),
    "representation/take_overs": ("journeys/test_own_links.py", "api/pages/test_pages.py"),
    "sealed": ("api/test_canary.py",),
}
"""Modules without a test file of their own, by path under `services/`: the journeys and API tests that cover them."""

MODULES = sorted(
    str(file.relative_to(ROOT / "services").with_suffix(""))
    for file in (ROOT / "services").rglob("*.py")
    if file.name != "__init__.py"
)


def own_file(module: str) -> Path:
    """The test file that mirrors a module."""
    path = ROOT / "tests" / "services" / module
    return path.with_name(f"test_{path.name}.py")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_its_test_file_or_stands_in_the_table(module: str) -> None:
    assert own_file(module).exists() or module in COVERED_BY


def test_the_table_names_modules_that_there_are() -> None:
    assert set(COVERED_BY) <= set(MODULES)


def test_the_table_names_test_files_that_there_are() -> None:
    named = {file for files in COVERED_BY.values() for file in files}
    assert {file for file in named if not (ROOT / "tests" / file).exists()} == set()
