"""L11: the containers could write everywhere, had capabilities they do not need, and were built from moving tags."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
TO_BECOME_ANOTHER = {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}
"""What an image needs that begins as root and hands its folder to an account."""
EXACT = {"python": r"\d+\.\d+\.\d+", "postgres": r"\d+\.\d+"}
"""How many numbers a version has that moves no more."""

every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


@every_service
def test_nothing_is_written_but_where_it_must_be(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert set(service["tmpfs"]) <= {"/tmp", "/run/postgresql"}
    for volume in service.get("volumes", []):
        assert re.fullmatch(r"[a-z]+:/var/lib/[a-z]+(/[a-z]+)?", volume), (
            "nothing of the host, and nothing of the system"
        )


@every_service
def test_nobody_gains_a_right(service: dict[str, Any]) -> None:
    assert service["cap_drop"] == ["ALL"]
    own = "build" in service
    assert set(service.get("cap_add", [])) <= (set() if own else TO_BECOME_ANOTHER)
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "user" not in service, "the image says who"


@every_service
def test_only_the_machine_itself_reaches_a_port(service: dict[str, Any]) -> None:
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


def test_images_are_of_an_exact_version() -> None:
    [python] = re.findall(r"^ARG PYTHON=(.*)$", DOCKERFILE, re.MULTILINE)
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    ours = set(re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE))
    named = [base.replace("${PYTHON}", python) for base in bases if base not in ours]
    named += [service["image"] for service in SERVICES.values() if "build" not in service]
    assert named
    for image in named:
        name, _, tag = image.partition(":")
        assert re.fullmatch(rf"{EXACT[name]}-[a-z-]*[a-z]+(@sha256:[0-9a-f]{{64}})?", tag), image


def test_ours_runs_as_nobody_in_particular() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users
    assert users[-1] not in ("root", "0")
