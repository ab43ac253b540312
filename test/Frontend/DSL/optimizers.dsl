# RUN: dlc %s --emit=dl -o - --set optimizer=sgd | FileCheck %s --check-prefix=SGD
# RUN: dlc %s --emit=dl -o - --set optimizer=rmsprop | FileCheck %s --check-prefix=RMSPROP
# RUN: dlc %s --emit=dl -o - --set optimizer=adagrad | FileCheck %s --check-prefix=ADAGRAD
# RUN: dlc %s --emit=dl -o - --set optimizer=adam | FileCheck %s --check-prefix=ADAM
# RUN: dlc %s --emit=dl -o - --set optimizer=lion | FileCheck %s --check-prefix=LION
model m {
  input x : f32[batch, 4]
  loss = mean(dense(x, 1))
}
# Defaults are PyTorch's.
# SGD: optimizer = {dampening = 0.000000e+00 : f64, kind = "sgd", lr = 1.000000e-03 : f64, momentum = 0.000000e+00 : f64, nesterov = false, weight_decay = 0.000000e+00 : f64}
# RMSPROP: optimizer = {alpha = {{.*}} : f64, eps = 1.000000e-08 : f64, kind = "rmsprop", lr = 1.000000e-02 : f64
# ADAGRAD: optimizer = {eps = {{.*}} : f64, initial_accumulator = 0.000000e+00 : f64, kind = "adagrad", lr = 1.000000e-02 : f64, lr_decay
# ADAM: optimizer = {beta1 = 9.000000e-01 : f64, beta2 = {{.*}} : f64, eps = 1.000000e-08 : f64, kind = "adam", lr = 1.000000e-03 : f64
# LION: kind = "lion", lr = 1.000000e-04 : f64
