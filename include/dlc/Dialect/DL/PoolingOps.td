//===- PoolingOps.td - Windows that slide over images -------*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_POOLINGOPS
#define DLC_DIALECT_DL_POOLINGOPS

include "dlc/Dialect/DL/DLBase.td"

// An image [N, C, H, W] is pooled to [N, C, OH, OW] with OH = (H + low[0] + high[0] - window[0]) / strides[0] + 1
// and OW alike. The window at (p, q) covers the pixels (p sh - low[0] + i, q sw - low[1] + j) for i, j within it.
defvar DL_PoolingAttributes =
    (ins DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high);
defvar DL_PoolingFormat = "`window` $window `strides` $strides `low` $low `high` $high attr-dict ";

class DL_PoolingOp<string mnemonic, string text, string image, string pooled, list<Trait> traits = []>
    : DL_Op<mnemonic, traits> {
  let summary = text;
  // The types of the image and of what it is pooled to, whichever of them this op computes.
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType getImageType() {
      return ::mlir::cast<::mlir::RankedTensorType>(get}] # image # [{().getType());
    }
    ::mlir::RankedTensorType getPooledType() {
      return ::mlir::cast<::mlir::RankedTensorType>(get}] # pooled # [{().getType());
    }
    WindowAxes getWindowAxes();
  }];
}

// Where a window's maximum is: i * window[1] + j.
def DL_WindowIndexTensor : StaticShapeTensorOf<[UI<8>]>;

def DL_MaxPool2DOp
    : DL_PoolingOp<"max_pool2d", "the maximum of each window, and where it is", "Operand", "Values", [DL_Infers]> {
  let description = [{
    `index` is i * window[1] + j of the first maximum, counted over the whole window; a window has at most 256
    elements. Padding never wins, so every window must hold a pixel. NaN is larger than all; the first one wins.

    Example: `%y, %i = dl.max_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<8x6x28x28xf32> -> tensor<8x6x14x14xf32>, tensor<8x6x14x14xui8>`
  }];
  let arguments = !con((ins DL_FloatTensor:$operand), DL_PoolingAttributes);
  let results = (outs DL_FloatTensor:$values, DL_WindowIndexTensor:$index);
  let assemblyFormat = !strconcat("$operand ", DL_PoolingFormat,
                                  "`:` type($operand) `->` type($values) `,` type($index)");
}

def DL_MaxUnpool2DOp
    : DL_PoolingOp<"max_unpool2d", "adds each element to the pixel that its window's index names", "Result", "Cotangent"> {
  let description = [{
    The adjoint of `dl.pool_select` in its operand, and so of `dl.max_pool2d`: [N, C, OH, OW] to [N, C, H, W].
    Elements whose index names a place outside the image are dropped.

    Example: `%dx = dl.max_unpool2d %g, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<8x6x14x14xf32>, tensor<8x6x14x14xui8> -> tensor<8x6x28x28xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$cotangent, DL_WindowIndexTensor:$index), DL_PoolingAttributes);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = !strconcat("$cotangent `,` $index ", DL_PoolingFormat,
                                  "`:` type($cotangent) `,` type($index) `->` type($result)");
  let hasVerifier = 1;
}

def DL_PoolSelectOp
    : DL_PoolingOp<"pool_select", "the pixel of each window that its index names", "Operand", "Result", [DL_Infers]> {
  let description = [{
    [N, C, H, W] and the indices [N, C, OH, OW] of `dl.max_pool2d` give [N, C, OH, OW]. Where the index names a
    place outside the image, the result is zero.

    Example: `%y = dl.pool_select %x, %i window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<8x6x28x28xf32>, tensor<8x6x14x14xui8> -> tensor<8x6x14x14xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$operand, DL_WindowIndexTensor:$index), DL_PoolingAttributes);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = !strconcat("$operand `,` $index ", DL_PoolingFormat,
                                  "`:` type($operand) `,` type($index) `->` type($result)");
}

def DL_SumPool2DOp
    : DL_PoolingOp<"sum_pool2d", "the sum of each window, with zeros in the padding", "Operand", "Result", [DL_Infers]> {
  let description = [{
    Example: `%y = dl.sum_pool2d %x window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<8x6x28x28xf32> -> tensor<8x6x14x14xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$operand), DL_PoolingAttributes);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = !strconcat("$operand ", DL_PoolingFormat, "`:` type($operand) `->` type($result)");
}

def DL_SumUnpool2DOp
    : DL_PoolingOp<"sum_unpool2d", "adds each element to every pixel of its window", "Result", "Cotangent"> {
  let description = [{
    The adjoint of `dl.sum_pool2d`: [N, C, OH, OW] to [N, C, H, W].

    Example: `%dx = dl.sum_unpool2d %g window [2, 2] strides [2, 2] low [0, 0] high [0, 0]
    : tensor<8x6x14x14xf32> -> tensor<8x6x28x28xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$cotangent), DL_PoolingAttributes);
  let results = (outs DL_FloatTensor:$result);
  let assemblyFormat = !strconcat("$cotangent ", DL_PoolingFormat, "`:` type($cotangent) `->` type($result)");
  let hasVerifier = 1;
}

#endif
