"""The story is told to its end, again and again, and says so where something is not as told."""

import io

import pytest
from rich.console import Console

from demo import story
from tests.support.world import World


def told(url: str) -> str:
    paper = Console(file=io.StringIO(), width=200)
    story.play(url, paper)
    return str(paper.file.getvalue())  # type: ignore[attr-defined]


def test_the_whole_walk_can_be_told_twice(running: World) -> None:
    for _ in range(2):
        text = told(running.server.url)
        assert "Everything was as told." in text
        assert text.count("Ben asks for Ana's contact and is told") == 3
        assert "Three hours pass in a second." in text
        assert "A yes to what is urgent rings at night, too." in text


def test_where_nobody_answers_it_says_how_to_start() -> None:
    paper = Console(file=io.StringIO(), width=200)
    with pytest.raises(SystemExit) as end:
        story.play("http://127.0.0.1:9", paper)
    assert end.value.code == 1
    assert "make run" in paper.file.getvalue()  # type: ignore[attr-defined]


def test_without_a_worker_it_ends_with_one_line(world: World) -> None:
    paper = Console(file=io.StringIO(), width=200)
    with pytest.raises(SystemExit) as end:
        story.play(world.server.url, paper, patience=0.5)
    assert end.value.code == 1
    assert "Does the worker run?" in paper.file.getvalue()  # type: ignore[attr-defined]
