"""Taking somebody in on the phone: who they are, that they agreed, and what they need or offer, in one step."""
