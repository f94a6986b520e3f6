"""The list of the desk."""

from tests.support.browsers import Surfer
from tests.web.desk.conftest import DeskCircle


def test_try(desk_circle: DeskCircle, cleo: Surfer) -> None:
    need = desk_circle.handed_over(title="Bread", details="two loaves")
    desk_circle.wait()
    page = cleo.open(desk_circle.at())
    print(page.status, page.text, page.hrefs, page.does)
    page = cleo.open(desk_circle.at("needs", need["id"]))
    print(page.status, page.text, page.hrefs, page.does)
    page = cleo.open(desk_circle.at("needs", need["id"]), do="ask")
    print(page.status, page.text, page.hrefs, page.does)
    page = cleo.open(desk_circle.at("needs", need["id"]), do="call")
    print(page.status, page.text, page.hrefs, page.does)
    raise SystemExit
