"""The bounds of the house, each on a small tree that breaks it."""

from pathlib import Path

import pytest

from tools.house import LONGEST_FILE, LONGEST_FUNCTION, MOST_ANY, MOST_FILES, counted, told


def written(root: Path, **files: str) -> Path:
    """A tree of files; `__` in a name is a slash, and each ends in `.py`."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def function_of(lines: int) -> str:
    return "def long() -> None:\n" + "    pass\n" * (lines - 1)


def test_what_keeps_to_the_bounds_is_counted_and_nothing_else_said(tmp_path: Path) -> None:
    house = counted(
        written(
            tmp_path,
            core__one=function_of(LONGEST_FUNCTION),
            api__two="a = 1\n" * LONGEST_FILE,
            tests__three="assert True\n" * 61,
        )
    )
    assert house.offenders == []
    assert sorted(house.files) == [LONGEST_FUNCTION, LONGEST_FILE]
    assert house.functions == [LONGEST_FUNCTION]
    assert "lines of tests for a line of the product: 0.20" in told(house)


def test_a_long_file_and_a_long_function_are_named(tmp_path: Path) -> None:
    house = counted(
        written(
            tmp_path,
            core__one="\n\n" + function_of(LONGEST_FUNCTION + 1),
            api__two="a = 1\n" * (LONGEST_FILE + 1),
        )
    )
    assert house.offenders == [
        "api/two.py: 261 lines, at most 260",
        "core/one.py:3: long has 46 lines, at most 45",
    ]


def test_a_full_package_of_services_is_named_and_its_init_not_counted(tmp_path: Path) -> None:
    written(tmp_path, core__apart="", **{f"services__needs__file_{n}": "" for n in range(MOST_FILES)})
    (tmp_path / "services" / "needs" / "__init__.py").touch()
    assert counted(tmp_path).offenders == []
    written(tmp_path, services__needs__one_more="")
    assert counted(tmp_path).offenders == ["services/needs: 13 files, at most 12"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("def f(a: Any) -> None: ...", "bare Any"),
        ("def f() -> 'Any': ...", "bare Any"),
        ("a: list[Any] = []", "bare Any"),
        ("a: Any | None = None", "bare Any"),
        ("a: dict[UUID, Any] = {}", "bare Any"),
        ("a: dict[str, Any] = {}", "dict[str, Any]"),
        ("a: list[Mapping[str, Any]] = []", "dict[str, Any]"),
        ("def f() -> 'dict[str, Any]': ...", "dict[str, Any]"),
    ],
)
def test_any_needs_a_reason_beside_it_or_above(tmp_path: Path, line: str, kind: str) -> None:
    house = counted(written(tmp_path, core__one=f"from typing import Any\n{line}\n"))
    assert house.offenders == [f"core/one.py:2: {kind} without a comment that says why"]
    for reason in (f"{line}  # JSON of others\n", f"# JSON of others\n{line}\n"):
        with_reason = counted(written(tmp_path, core__one=f"from typing import Any\n{reason}"))
        assert with_reason.offenders == []
        assert with_reason.anys == {kind: 1}


@pytest.mark.parametrize(
    "line", ["a: Select[Any]", "a: Callable[..., Any]", "a = 'Any'", "a: Literal['Any']"]
)
def test_any_that_hides_little_is_not_counted(tmp_path: Path, line: str) -> None:
    house = counted(written(tmp_path, core__one=f"from typing import Any\n{line}\n"))
    assert (house.anys, house.offenders) == ({}, [])


@pytest.mark.parametrize("annotation", ["dict[str, Any]", "Any"])
def test_too_many_are_too_many_with_a_reason_each(tmp_path: Path, annotation: str) -> None:
    line = f"a: {annotation}  # JSON of others\n"
    kind = "bare Any" if annotation == "Any" else annotation
    assert counted(written(tmp_path, core__one=line * MOST_ANY[kind])).offenders == []
    house = counted(written(tmp_path, core__one=line * (MOST_ANY[kind] + 1)))
    assert house.offenders == [f"{kind}: 16 in the product, at most 15"]


def test_ways_between_rooms_of_services_are_counted(tmp_path: Path) -> None:
    house = counted(
        written(
            tmp_path,
            services__needs__posts="from services.access import rights, voices\nfrom services.needs import life\n",
            services__needs__life="from services.access.rights import may\nfrom services import sealed\n",
            services__access__rights="from core import ids\n",
            services__access__voices="",
            services__sealed="",
            api__routes="from services.needs import posts\n",
        )
    )
    assert house.imports == 4
    assert house.ways == {("needs", "access"), ("needs", "sealed")}
