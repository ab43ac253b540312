//===- GradientOps.td - Derivatives as operations -----------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_GRADIENTOPS
#define DLC_DIALECT_DL_GRADIENTOPS

include "dlc/Dialect/DL/DLBase.td"

def DL_GradientOp : Op<DL_Dialect, "gradient", [SingleBlock, RecursiveMemoryEffects, RecursivelySpeculatable]> {
  let summary = "the gradients of what the region computes, with respect to the region's arguments";
  let description = [{
    The region is a function of its arguments, which have the operands' values; it sees the values around it,
    which are constants to differentiation. Result i is the gradient of the sum of the elements of the value
    that ends the region, with respect to argument i. `of` and `names` are what messages call the value and
    the arguments. `dl-expand-gradients` replaces the op by the ops of the region and of its derivative; ops
    that lie in another one's region come first.

    Example:
    ```
    %dx = dl.gradient "y" of ["x"] (%x) {
    ^bb0(%a: tensor<4xf32>):
      %y = dl.mul %a, %a : tensor<4xf32>
      dl.gradient_of %y : tensor<4xf32>
    } : (tensor<4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins StrAttr:$of, StrArrayAttr:$names, Variadic<DL_FloatTensor>:$operands);
  let results = (outs Variadic<DL_FloatTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$of `of` $names `(` $operands `)` $body attr-dict `:` functional-type($operands, $results)";
  let hasRegionVerifier = 1;
}

def DL_GradientOfOp : DL_Op<"gradient_of", [Terminator, HasParent<"GradientOp">]> {
  let summary = "the value that a gradient is of";
  let arguments = (ins DL_FloatTensor:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

#endif
