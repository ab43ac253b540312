# RUN: not dlc %s --emit=dl -o - --set optimizer.lrr=1e-2 2>&1 | FileCheck %s --check-prefix=PART
# RUN: not dlc %s --emit=dl -o - --set epoch=1 2>&1 | FileCheck %s --check-prefix=KEY
# RUN: not dlc %s --emit=dl -o - --set epochs 2>&1 | FileCheck %s --check-prefix=FORM
# RUN: not dlc %s --emit=dl -o - --set epochs=two 2>&1 | FileCheck %s --check-prefix=VALUE
# RUN: not dlc %s --emit=dl -o - --set schedule.warmup=1 2>&1 | FileCheck %s --check-prefix=ABSENT
# RUN: not dlc %s --emit=dl -o - --set epochs= 2>&1 | FileCheck %s --check-prefix=EMPTY
model m {
  input x : f32[batch, 4]
  loss = mean(dense(x, 1))
}
train { optimizer = adam }
# PART: error: 'adam' has no argument 'lrr'; did you mean 'lr'?
# KEY: error: there is no setting 'epoch'; did you mean 'epochs'?
# FORM: error: option '--set' takes KEY=VALUE, but got 'epochs'
# VALUE: error: 'epochs' is a whole number, got 'two'
# ABSENT: error: the train block has no 'schedule' whose 'warmup' could be set
# EMPTY: error: expected an expression, got the end of the value
