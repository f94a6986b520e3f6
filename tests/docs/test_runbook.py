"""Each line of the runbook's table of troubles is played by tests."""

import pytest

from tests.docs.runbook import LINES, ROOT
from tests.operated import faults_running

_OPERATED = "operated/test_faults.py::test_a_machine_heals_itself_or_names_what_is_wrong"
_REFUSED = "operated/test_faults.py::test_a_command_that_cannot_start_says_why_in_one_sentence"

PLAYED = {
    "a red ✗ and one sentence": (_REFUSED,),
    "the worker was ended by SIGKILL": (
        f"{_OPERATED}[a killed worker]",
        "commands/test_child.py::test_who_is_killed_is_started_again",
    ),
    "died 7 times in a row": ("commands/test_child.py::test_who_dies_again_and_again_ends_the_whole",),
    "the embedded PostgreSQL is gone": (f"{_OPERATED}[a killed PostgreSQL]",),
    "Minka already runs on": (f"{_OPERATED}[a second run]",),
    "something hangs": (f"{_OPERATED}[a worker that hangs at the stop]",),
    '`/readyz` says `write: down`, "disk': (
        "operated/test_full_disk.py::test_a_full_disk_is_named_and_what_was_acknowledged_stays",
    ),
    '`write: down`, "takes no writes': (f"{_OPERATED}[a database that turned read only]",),
    "`replicas: degraded`": (
        "core/database/test_replicas.py::test_a_copy_that_stands_still_for_long_is_named",
        "core/database/test_replicas.py::test_a_killed_copy_fails_no_call_and_is_read_when_it_is_back",
        "core/database/test_replicas.py::test_a_copy_of_another_history_is_not_read",
    ),
    '`write: down`, "may not do this': (f"{_OPERATED}[a role without its rights]",),
    "The pooler in MINKA_DATABASE_URL answers": (
        "core/database/test_deadlines.py::test_a_pooler_that_lost_its_server_is_named_and_its_connection_dropped",
    ),
    "The database ended our connections": (
        "core/database/test_deadlines.py::test_a_connection_that_was_ended_is_dropped_and_never_began",
        "cluster/test_cluster.py::test_a_failover_and_a_pooler_that_goes_lose_nothing_and_do_nothing_twice",
    ),
    "a copy of the database goes on here": (
        "core/audit/test_epochs.py::test_a_failover_begins_an_epoch_once_and_a_restart_does_not",
        "core/audit/test_epochs.py::test_a_copy_on_another_server_begins_an_epoch",
    ),
    "`schema: down`": (
        f"{_OPERATED}[migrations that are missing]",
        "core/health/test_parts.py::test_a_schema_that_is_behind_or_ahead_is_named",
    ),
    "`jobs: degraded`": ("core/health/test_parts.py::test_a_job_that_never_comes_to_its_end_is_named",),
    "`clock: degraded`": (f"{_OPERATED}[a clock that went back]",),
    "the database has not answered for": (
        f"{_OPERATED}[a PostgreSQL that is frozen]",
        "core/database/test_deadlines.py::test_a_frozen_server_is_hung_up_on",
    ),
    "`channels: degraded`": (f"{_OPERATED}[a wrong password of the mail server]",),
    "`/readyz` says `worker: degraded`": (f"{_OPERATED}[a worker that hangs]",),
    "`/readyz` says `record: degraded`": (
        "core/audit/test_sealing.py::test_sealing_that_is_late_is_told",
        "core/health/test_parts.py::test_a_transaction_that_stays_open_is_named",
    ),
    "the record does not hold seal": (
        "core/audit/test_heads.py::test_a_cut_end_is_found_and_not_sealed_over",
    ),
    "`/readyz` 503, `database: down`": (
        "core/health/test_parts.py::test_a_database_that_is_away_hides_what_is_in_it",
        f"{_OPERATED}[a PostgreSQL that is frozen]",
    ),
    "many 503 from the API": ("doors/test_waiting.py::test_more_than_a_queue_holds_are_told_to_come_again",),
    "everybody is slow and gets 429": ("doors/test_waiting.py::test_some_places_are_left_to_other_networks",),
    "000012.epoch is missing": (
        "core/database/test_holding.py::test_who_lacks_an_old_one_on_which_somebody_stands_does_not_start",
    ),
    "`/readyz` says `epochs` degraded": ("core/health/test_parts.py::test_epochs_that_do_not_turn_are_said",),
    "codes do not arrive": (f"{_OPERATED}[a mail server that is gone]",),
    "texts do not arrive": (
        f"{_OPERATED}[a gateway for texts that is silent]",
        "notifications/channels/test_sms.py::test_a_budget_that_is_spent_is_told_once_a_month",
    ),
    "a round came to no end": ("scheduler/test_round_process.py::test_a_round_that_is_killed_is_done_again",),
    "no assignment for region": (
        "services/asking/rounds/test_round.py::test_a_solver_that_dies_in_the_middle_is_stood_in_for",
    ),
    "event … could not be announced": (
        "notifications/announce/test_outbox.py::test_an_event_that_cannot_be_told_holds_up_nobody",
    ),
    "sign-in with Firebase answers 503": (
        "doors/test_firebase.py::test_while_google_does_not_answer_nobody_is_let_through",
    ),
    "pushes stop": ("notifications/send/test_states.py::test_each_trouble_has_a_sentence",),
    "The data in … was made by PostgreSQL 16": (
        "core/database/test_embedded.py::test_data_of_another_version_is_refused_with_the_way_out",
    ),
    "A restore into this database": (
        "commands/test_backups.py::test_a_restore_that_was_cut_off_serves_nobody_and_goes_on",
    ),
    "`/readyz` says `held`": (
        "commands/test_backups.py::test_a_trial_keeps_quiet_and_is_moved_to_a_named_database",
    ),
    "`/readyz` says `backup`": ("scheduler/test_backups.py::test_the_age_of_a_backup_is_told",),
    "neither starts nor stops": (
        "core/database/test_embedded.py::test_a_server_that_is_frozen_is_told_to_neither_start_nor_stop",
    ),
    "somebody asks to be forgotten": (
        "api/routes/test_auth.py::test_somebody_erased_is_signed_out_everywhere",
    ),
    "deliveries `skipped`, code `no_channel`": (
        "notifications/announce/test_unreached.py::test_a_text_where_no_gateway_is_has_an_end_and_a_call_is_asked_for",
    ),
    "one channel waits, the log is quiet": (
        "notifications/announce/test_unreached.py::test_it_rests_as_long_as_it_asks_and_then_goes_on",
    ),
    "a device is lost": ("commands/test_sign_out.py::test_all_of_somebodys_sign_ins_are_over_at_once",),
    "somebody broke in": ("commands/test_sign_out.py::test_everybody_is_signed_out",),
}
"""What the first cell of each line begins with or quotes, and which tests play it."""


def _line_of(beginning: str) -> list[str]:
    return [first for first, *_ in LINES if first.lstrip('"').startswith(beginning)]


def test_each_line_is_played() -> None:
    found = {beginning: _line_of(beginning) for beginning in PLAYED}
    assert {beginning: len(lines) for beginning, lines in found.items()} == dict.fromkeys(PLAYED, 1)
    assert sorted(first for [first] in found.values()) == sorted(first for first, *_ in LINES)


@pytest.mark.parametrize("named", sorted({test for tests in PLAYED.values() for test in tests}))
def test_the_tests_that_play_it_are_there(named: str) -> None:
    file, _, played = named.partition("::")
    name, _, fault = played.rstrip("]").partition("[")
    assert not fault or fault in faults_running.FAULTS
    assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")
