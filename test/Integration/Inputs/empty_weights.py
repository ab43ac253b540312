import sys

import numpy as np
from safetensors.numpy import save_file

save_file({"another": np.zeros(1, np.float32)}, sys.argv[1])
