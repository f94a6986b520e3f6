"""How what a call costs grows with the people: the same country, ten and a hundred times as large, side by side."""
