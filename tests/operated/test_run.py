"""`run` looks after what it starts, owns it, and says "Stopped." only when all of it is gone."""

import socket

from tests.operated.machine import Machine, eventually


def test_stopped_is_said_when_all_of_it_is_gone(looked_after: Machine) -> None:
    """With a worker that hangs and answers no signal: within ten seconds all the same."""
    hung = looked_after.child("worker")
    assert hung is not None
    hung.suspend()
    looked_after.stop()
    assert looked_after.left() == []
    eventually(lambda: "Stopped. The data is kept" in looked_after.said, "it says so", 5)
    assert "the worker did not stop in time, and is ended as it is" in looked_after.said


def test_what_cannot_live_ends_all_of_it_with_a_sentence(looked_after: Machine) -> None:
    """A port that is taken: API, worker and PostgreSQL end, and nothing is tried for ever."""
    looked_after.stop()
    with socket.create_server(("127.0.0.1", looked_after.port)):
        ended = looked_after.command("run")
    assert ended.returncode == 3, ended.stderr
    assert f"Port {looked_after.port} is taken by another program" in ended.stdout
    assert "MINKA_PORT" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr
    assert looked_after.left() == []
