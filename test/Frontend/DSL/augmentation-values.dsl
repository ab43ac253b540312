# DEFINE: %{run} = dlc-run %t.mlir --entry=forward --in seed=3 --in n_valid=64 --in y=0 --in x=@%t.npy
# RUN: dlc %s --batch 64 --emit=dl -o %t.mlir
# RUN: %python %S/Inputs/augmentation.py write %t.npy
# RUN: %{run} --in step=0 > %t.first
# RUN: %python %S/Inputs/augmentation.py check < %t.first
# RUN: %{run} --in step=1 > %t.second
# RUN: %python %S/Inputs/augmentation.py check < %t.second
# RUN: not cmp %t.first %t.second
# RUN: tail -n 2 %t.first > %t.states
# RUN: %{run} --in step=0 --pipeline=optimised | tail -n 2 | cmp - %t.states
# Each image is shifted and mirrored in a way of its own, another one in each step.
model m {
  input  x : f32[batch, 2, 5, 4]
  target y : f32[batch, 2, 5, 4]
  state crops : f32[64, 2, 5, 4] = zeros()
  state flips : f32[64, 2, 5, 4] = zeros()
  update crops = random_crop(x, padding = 2)
  update flips = random_flip(x)
  loss = mean_squared_error(x, y)
}
