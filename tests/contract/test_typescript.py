"""A client in TypeScript: types from the description, the whole main job on them without a cast, and it runs."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contract import tools
from tests.support.world import World

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def compiled_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The main job, compiled by `tsc --strict` with what openapi-typescript made."""
    folder = tmp_path_factory.mktemp("typescript")
    for name in ("main_job.ts", "tsconfig.json"):
        shutil.copy(tools.HERE / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(tools.installed() / "node_modules")
    tools.run(
        tools.of_node("openapi-typescript"),
        *(tools.DESCRIPTION_FILE, "--default-non-nullable=false", "-o", folder / "schema.d.ts"),
    )
    tools.run(tools.of_node("tsc"), "--project", folder)
    return folder / "out" / "main_job.js"


def test_no_cast_is_needed() -> None:
    source = (tools.HERE / "main_job.ts").read_text(encoding="utf-8")
    assert not re.search(r"\bas (?!type)\w|\bany\b|@ts-|<unknown>|\w!\.", source)


def test_the_main_job_runs(compiled_client: Path, world: World) -> None:
    """Ana asks, Ben says yes with a note, she confirms, he sees where, both say how it went."""
    with ThreadPoolExecutor(1) as pool:
        client = pool.submit(tools.run, "node", compiled_client, world.server.url)
        while not client.done():
            world.tick()
    said = client.result()
    done = json.loads(said.strip().splitlines()[-1])
    assert done == {"status": "completed", "kinds": done["kinds"], "unread": 1, "renewed": True}
