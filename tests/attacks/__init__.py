"""How it fell, finding by finding: what attackers did over HTTP, and what they gain by it now."""
