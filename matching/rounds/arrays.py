"""The columns that numpy computes with, by what is in them."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
