import os
import subprocess
import sys

import lit.formats

config.name = "dlc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".dsl", ".test"]
# Inputs are read by a test beside them, helpers by several.
config.excludes = ["Inputs", "Helpers", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)

config.environment["PATH"] = os.pathsep.join(
    [config.dlc_tools_dir, config.llvm_tools_dir, os.environ["PATH"]])
# Every test compiles for itself; the cache has tests of its own.
config.environment["DLC_CACHE"] = ""
config.environment["FILECHECK_OPTS"] = "--dump-input=fail"

# The Python that has the packages of tools/requirements.txt; tests of ONNX need them.
config.substitutions.append(("%onnx_python", config.dlc_python))
if subprocess.run([config.dlc_python, "-c", "import importlib.util as u; assert all(map(u.find_spec, "
                   "['onnx', 'onnxruntime', 'safetensors']))"], stderr=subprocess.DEVNULL).returncode == 0:
    config.available_features.add("onnx")
config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%source_root", config.dlc_source_root))
config.substitutions.append(("%binary_root", config.dlc_binary_root))
