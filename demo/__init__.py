"""Something to try Minka on: an invented community in a real town, a story, and real reports played again."""
