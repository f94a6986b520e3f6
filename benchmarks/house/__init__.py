"""What the running house is measured with: servers, data made for it, lists, rounds, pushes."""
