//===- RandomOps.td - Random numbers as functions -----------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_RANDOMOPS
#define DLC_DIALECT_DL_RANDOMOPS

include "dlc/Dialect/DL/DLBase.td"

// Philox 4x32-10 (Salmon et al.: Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011) with the seed's
// halves as key and (block, counter, stream's low half, stream's high half) as its four counter words.
// Element e takes word (e / 16) % 4 of block (e / 64) * 16 + e % 16: sixteen lanes share a word number,
// so vectors need no shuffle.
class DL_RandomOp<string mnemonic, string text> : DL_Op<mnemonic> {
  let summary = text;
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = "$seed `,` $counter attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def DL_RandomUniformOp : DL_RandomOp<"random_uniform", "uniform in [low, high), 24 random bits"> {
  let arguments = (ins DL_I64Scalar:$seed, DL_I64Scalar:$counter, DL_DoubleAttr:$low, DL_DoubleAttr:$high, DL_Int64Attr:$stream);
}

def DL_RandomNormalOp : DL_RandomOp<"random_normal", "normal, by Box and Muller's transform"> {
  let description = [{
    Box, Muller: A Note on the Generation of Random Normal Deviates, 1958, on the word pairs (0, 1)
    and (2, 3): r = sqrt(-2 log(1 - u0)), t = 2 pi u1; the even word's element is r cos t, the odd one's r sin t.
  }];
  let arguments = (ins DL_I64Scalar:$seed, DL_I64Scalar:$counter, DL_DoubleAttr:$mean, DL_DoubleAttr:$std, DL_Int64Attr:$stream);
}

#endif
