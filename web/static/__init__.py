"""What browsers fetch beside pages: the script that makes some things easier; its address names its content."""

from hashlib import sha256
from pathlib import Path

CONTENT = (Path(__file__).parent / "minka.js").read_bytes()
SCRIPT = f"/static/minka-{sha256(CONTENT).hexdigest()[:12]}.js"
"""Its address: another content, another address, so that it is kept for ever."""
