# DEFINE: %{in} = --in a=1,2,3,4,5,6,7,8,9,10,11,12 --in b=1,-1,2,0,3,1,-2,1,0,4,1,-1 --in m=1,2,3,4,5,6,7,8,9,11,12,13,14,15,16,17,18,19
# RUN: dlc-run %s --entry=predict --digits=6 %{in} --in n_valid=2 | FileCheck %s --match-full-lines
# RUN: dlc-run %s --entry=predict --digits=6 %{in} --in n_valid=2 --pipeline=optimised | FileCheck %s --match-full-lines
# torch.einsum of PyTorch 2.13.
model m {
  input a : f32[batch, 2, 3]
  input b : f32[batch, 3, 2]
  input m : f32[batch, 3, 3]
  output products = einsum("bij,bjk->bik", a, b)
  output turned   = einsum("bij,bjk->kib", a, b)
  output gram     = einsum("bij,bik->jk", a, a)
  output trace    = einsum("bii->b", m)
  output diagonal = einsum("bii->ib", m)
  output total    = einsum("bij->", a)
  output inner    = einsum("bij,bij->b", a, a)
  output outer    = einsum("bi,bj->bij", a[:, :, 0], b[:, :, 0])
  output implicit = einsum("bij,bjk", a, b)
  output lonely   = einsum("bij,bkl->b", a, b)
  output weighted = einsum("bii,bik->k", m, b)
  output elements = einsum("bij,bij->jbi", a, a)
  loss = mean(a)
}
train { batch = 2 }
# CHECK: products: 14 2 32 2 -5 30 -8 42
# CHECK: turned: 14 -5 32 -8 2 30 2 42
# CHECK: gram: 166 188 210 188 214 240 210 240 270
# CHECK: trace: 15 45
# CHECK: diagonal: 1 11 5 15 9 19
# CHECK: total: 78
# CHECK: inner: 91 559
# CHECK: outer: 1 2 3 4 8 12 -14 0 7 -20 0 10
# CHECK: implicit: 9 32 24 44
# CHECK: lonely: 126 171
# CHECK: weighted: 35 60
# CHECK: elements: 1 16 49 100 4 25 64 121 9 36 81 144
