"""The main job in real browsers, on the smallest screen: in Arabic, with a third whose browser runs no scripts; and in
Swahili without script.
"""

import pytest

from tests.browser.neighbours import Neighbours

ASKED = {"ar": "خبز وحليب", "sw": "Mkate na maziwa"}


@pytest.mark.parametrize(("language", "scripts"), [("ar", True), ("sw", False)])
def test_the_main_job_in_a_browser(browsing_neighbours: Neighbours, language: str, scripts: bool) -> None:
    street = browsing_neighbours
    job = street.job(language)
    asker = street.take(scripts=scripts)
    helper = street.take(street.community.ben, scripts=scripts)
    need = job.ask(asker, f"asker-{language}@example.org", ASKED[language])
    match = job.answer(helper, need, "At ten at the shop")
    if scripts:
        third = street.take(street.community.member("Dee"), scripts=False)
        also = job.answer(third, need, "I could, too")
        job.agree(asker, match, "At ten at the shop")
        third.open(also)
        assert job.said("page.agreed.ended") in third.text, "whoever is not needed any more is told"
    else:
        job.agree(asker, match, "At ten at the shop")
    job.write(helper, asker, match, "I am on my way")
    street.world.advance(minutes=20)
    job.finish(helper, asker, match, "A thousand thanks")
