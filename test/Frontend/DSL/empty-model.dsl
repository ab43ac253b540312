# RUN: not dlc %s --emit=dl -o - 2>&1 | FileCheck %s
model m {
}
# CHECK: :2:7: error: model 'm' is empty
