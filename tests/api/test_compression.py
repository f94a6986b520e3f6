"""What travels is packed as the caller asks, and is the same when unpacked."""

import httpx
import pytest

from tests.support.world import World


@pytest.mark.parametrize("packing", ["zstd", "br", "gzip"])
def test_a_list_is_packed_as_the_caller_asks(world: World, packing: str) -> None:
    plain = _description(world, "identity")
    packed = _description(world, packing)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == packing
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 2
    assert packed.json() == plain.json()
    assert "Accept-Encoding" in packed.headers["vary"]


def _description(world: World, packing: str) -> httpx.Response:
    return world.http.get("/openapi.json", headers={"Accept-Encoding": packing}).raise_for_status()
