"""Writes three samples of two labels each, of which one of a sample may count as none."""
import sys

import numpy as np

x = np.float32([1, 2, 0.5, 0, 0, 1, 3, -1, 2, 1, 1, 1, 0.5, 2, 2, -1, 0, 4]).reshape(3, 2, 3)
y = np.int32([[1, -100], [2, 0], [-100, int(sys.argv[2])]])
np.savez(sys.argv[1], x=x, y=y, x_test=x, y_test=y)
