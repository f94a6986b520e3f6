"""What `deploy/` holds is what systemd and Minka understand, as far as a machine without containers can tell."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from core import wrong_settings
from core.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def settings_of(unit: Path) -> dict[str, str]:
    lines = re.findall(r"^Environment=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_sets_what_minka_knows_and_reads_its_secrets_from_credentials(unit: Path) -> None:
    assert wrong_settings.unknown(settings_of(unit), Settings.model_fields) == []
    lent = set(re.findall(r"^LoadCredential=([\w-]+):", unit.read_text(encoding="utf-8"), re.MULTILINE))
    read = {value.removeprefix("%d/") for name, value in settings_of(unit).items() if name.endswith("_FILE")}
    assert read == lent
    assert "master-key" in lent


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_one_for_systemd_and_shuts_what_minka_needs_not(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    here = tmp_path / unit.name
    text = unit.read_text(encoding="utf-8").replace("/opt/minka/.venv/bin/python", sys.executable)
    here.write_text(re.sub(r"^(User|Group)=minka$", r"\1=root", text, flags=re.MULTILINE), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)], check=False, capture_output=True, text=True
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    exposed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=30", str(here)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert exposed.returncode == 0, exposed.stdout[-300:]


def test_each_unit_starts_a_command_that_there_is() -> None:
    started = {
        command
        for unit in UNITS
        for command in re.findall(r"manage\.py (\w+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert started == {"run", "serve", "worker"}
    known = subprocess.run(
        [sys.executable, "manage.py", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert all(command in known for command in started)


def test_caddy_stands_before_the_api_of_compose_and_is_believed() -> None:
    beside = yaml.safe_load((DEPLOY / "compose.caddy.yaml").read_text(encoding="utf-8"))
    below = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert set(beside["services"]) - {"caddy"} <= set(below["services"])
    address = beside["services"]["caddy"]["networks"]["default"]["ipv4_address"]
    assert beside["services"]["api"]["environment"] == {"MINKA_FORWARDED_ALLOW_IPS": address}
    caddyfile = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert caddyfile.count("{") == caddyfile.count("}")
    assert "@inside path /metrics /readyz" in caddyfile
    for name in re.findall(r"\{\$(\w+):", caddyfile):
        assert name in beside["services"]["caddy"]["environment"]


def test_what_compose_starts_has_time_to_stop() -> None:
    below = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert {below["services"][name]["stop_grace_period"] for name in ("api", "worker")} == {"15s"}
