"""What every HTTP door stands on: one transaction per action, who calls, bodies, keys of repeated calls."""
