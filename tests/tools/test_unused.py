"""What counts as unused, each on a small tree."""

from pathlib import Path

import pytest

from tools import unused

NOT_THERE = {
    f"tools/unused.py: {name} is used, or gone, and needs no leave any more" for name in unused.ALLOWED
}


def found(root: Path, *rooms: str, **files: str) -> list[str]:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_html", ".html")
        path = path if path.suffix else path.with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [line for line in unused.unused(root, rooms or ("core",)) if line not in NOT_THERE]


def test_a_constant_that_only_tests_read_is_unused(tmp_path: Path) -> None:
    lines = found(tmp_path, core__one="LIMIT = 7\n", tests__one="from core.one import LIMIT\nassert LIMIT\n")
    assert lines == ["core/one.py:1: unused variable 'LIMIT'"]


def test_what_another_room_uses_is_used(tmp_path: Path) -> None:
    text = "from core.one import LIMIT\nprint(LIMIT)\n"
    assert found(tmp_path, "core", "api", core__one="LIMIT = 7\n", api__one=text) == []


@pytest.mark.parametrize(
    "text",
    [
        "class Kind(StrEnum):\n    MEAL = 'meal'\n\nprint(Kind)\n",
        "class Shape(BaseModel):\n    x: int\n\nclass Need(Shape):\n    quantity: int\n\nprint(Need, Shape.x)\n",
        "class Row(SQLModel, table=True):\n    closed_at: int\n\nprint(Row)\n",
        "class Point(TypeDecorator[int]):\n    def process_bind_param(self): ...\n\nprint(Point)\n",
        "@router.get('/v1/needs')\ndef list_needs(): ...\n",
    ],
)
def test_what_is_read_where_vulture_cannot_see_is_used(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, core__one=text) == []


def test_a_field_of_our_own_that_nobody_reads_is_unused(tmp_path: Path) -> None:
    text = "@dataclass\nclass Decision:\n    failure: str\n\nprint(Decision)\n"
    assert found(tmp_path, core__one=text) == ["core/one.py:3: unused variable 'failure'"]


def test_what_a_template_reads_is_used_and_what_it_only_says_is_not(tmp_path: Path) -> None:
    text = "href = 1\nlabel = 2\n"
    lines = found(tmp_path, core__one=text, core__page_html="<a href='{{ fact.href }}'>label</a>")
    assert lines == ["core/one.py:2: unused variable 'label'"]


def test_a_leave_that_is_not_needed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unused, "ALLOWED", {"spare": "somebody reads it"})
    assert found(tmp_path, core__one="spare = 1\n") == []
    assert found(tmp_path, core__one="") == [
        "tools/unused.py: spare is used, or gone, and needs no leave any more"
    ]


def test_a_name_that_python_itself_reads_is_used(tmp_path: Path) -> None:
    assert found(tmp_path, core__one="import this\nthis.__signature__ = 1\n") == []
