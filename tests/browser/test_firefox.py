"""The main job in Debian's Firefox, with scripts and without; and asking and answering in a text browser."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.job import MainJob
from tests.support.browsers import cookie_of
from tests.support.community import CleosCommunity
from tests.support.firefox import PROGRAM, Firefox
from tests.support.people import Person
from tests.support.world import World

LIBRARY = "The library"


@dataclass
class OneFirefox:
    """Somebody's Firefox, and the site they visit with it."""

    firefox: Firefox
    url: str

    def open(self, path: str) -> None:
        self.firefox.open(self.url + path)

    def press(self, css: str) -> None:
        self.firefox.press(css)

    def type(self, css: str, words: str) -> None:
        self.firefox.type(css, words)

    def choose(self, name: str, label: str) -> None:
        self.firefox.choose(f'select[name="{name}"]', label)

    def tick(self, css: str) -> None:
        self.firefox.tick(css)

    @property
    def path(self) -> str:
        return self.firefox.path

    @property
    def text(self) -> str:
        return self.firefox.text()


Take = Callable[..., OneFirefox]


@pytest.fixture
def take_firefox(shared_world: World, tmp_path: Path) -> Iterator[Take]:
    if shutil.which(PROGRAM) is None:
        pytest.fail("These tests need Debian's Firefox: sudo apt-get install firefox-esr")
    with ExitStack() as stack:

        def take(name: str, person: Person | None = None, *, scripts: bool) -> OneFirefox:
            firefox = stack.enter_context(Firefox.started(tmp_path / name, scripts=scripts))
            if person is not None:
                host = urlsplit(shared_world.server.url).hostname or ""
                firefox.keep_cookie("minka", cookie_of(shared_world, person), host)
            return OneFirefox(firefox, shared_world.server.url)

        yield take


@pytest.fixture(scope="module")
def firefox_circle(shared_world: World) -> CleosCommunity:
    community = CleosCommunity(shared_world)
    landmark = {"name": LIBRARY, "lat": 42.7325, "lon": -84.5555}
    community.cleo.patch(f"/v1/communities/{community.id}", {"landmarks": [landmark]})
    return community


@pytest.mark.pages
@pytest.mark.parametrize("scripts", [True, False])
def test_the_main_job_in_firefox(firefox_circle: CleosCommunity, take_firefox: Take, scripts: bool) -> None:
    world = firefox_circle.world
    slug = firefox_circle.cleo.get(f"/v1/communities/{firefox_circle.id}")["slug"]
    job = MainJob(world, slug, LIBRARY, "en")
    asker = take_firefox("asker", scripts=scripts)
    helper = take_firefox("helper", firefox_circle.ben, scripts=scripts)
    need = job.ask(asker, f"firefox-{scripts}@example.org".lower(), "Bread and milk")
    match = job.answer(helper, need, "At ten at the shop")
    job.agree(asker, match, "At ten at the shop")
    job.write(helper, asker, match, "I am on my way")
    job.finish(helper, asker, match, "A thousand thanks")


@pytest.mark.pages
def test_a_text_browser_shows_what_to_do(firefox_circle: CleosCommunity) -> None:
    """`w3m` draws the first page, the circle's, and the first question as text that can be followed."""
    if shutil.which("w3m") is None:
        pytest.fail("This test needs w3m: sudo apt-get install w3m")
    slug = firefox_circle.cleo.get(f"/v1/communities/{firefox_circle.id}")["slug"]
    url = firefox_circle.world.server.url
    for path, words in ((f"/c/{slug}", "Ask for help"), (f"/ask?c={slug}", "Groceries"), ("/in", "Sign in")):
        drawn = subprocess.run(["w3m", "-dump", f"{url}{path}"], capture_output=True, text=True, check=True)
        assert words in drawn.stdout, drawn.stdout
