"""What browsers fetch beside pages: scripts that make some things easier, one of them for the desk alone, and the sign
of the site.

Their addresses name their content: another content, another address, so that each is kept for ever.
"""

from hashlib import sha256
from pathlib import Path

_HERE = Path(__file__).parent


def _address(name: str, content: bytes) -> str:
    stem, dot, ending = name.partition(".")
    return f"/static/{stem}-{sha256(content).hexdigest()[:12]}{dot}{ending}"


CONTENT, SIGN = (_HERE / "minka.js").read_bytes(), (_HERE / "icon.svg").read_bytes()
SCRIPT, ICON = _address("minka.js", CONTENT), _address("icon.svg", SIGN)
DESK_CONTENT = (_HERE / "desk.js").read_bytes()
DESK_SCRIPT = _address("desk.js", DESK_CONTENT)
