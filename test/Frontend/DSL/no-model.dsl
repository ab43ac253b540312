# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
block f(x) { return x }
# CHECK: :1:1: error: this file has no 'model'
