//===- ConvolutionOps.td - Convolution and its adjoints -----*- tablegen -*-===//
#ifndef DLC_DIALECT_DL_CONVOLUTIONOPS
#define DLC_DIALECT_DL_CONVOLUTIONOPS

include "dlc/Dialect/DL/DLBase.td"

// The adjoints carry the attributes of the forward op: all three name the same sum of products, which is
// linear in the input and in the filter.
defvar DL_ConvolutionAttributes =
    (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high, DenseI64ArrayAttr:$dilations,
     DL_Int64Attr:$groups);
defvar DL_ConvolutionFormat = [{
  `strides` $strides `low` $low `high` $high `dilations` $dilations `groups` $groups attr-dict
}];

class DL_ConvolutionOp<string mnemonic, string text, string image, string filter, string output,
                       list<Trait> traits = []> : DL_Op<mnemonic, traits> {
  let summary = text;
  let results = (outs DL_FloatTensor:$result);
  // The types of x, w and y, whichever of them this op computes.
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType getImageType() {
      return ::mlir::cast<::mlir::RankedTensorType>(get}] # image # [{().getType());
    }
    ::mlir::RankedTensorType getFilterType() {
      return ::mlir::cast<::mlir::RankedTensorType>(get}] # filter # [{().getType());
    }
    ::mlir::RankedTensorType getOutputType() {
      return ::mlir::cast<::mlir::RankedTensorType>(get}] # output # [{().getType());
    }
    WindowAxes getWindowAxes();
  }];
}

def DL_Conv2DOp : DL_ConvolutionOp<"conv2d", "correlates each image with each filter", "Input", "Filter", "Result",
                                   [DL_Infers]> {
  let description = [{
    x [N, C, H, W] and w [O, C/groups, KH, KW] give [N, O, OH, OW] with
    OH = (H + low[0] + high[0] - dilations[0] (KH - 1) - 1) / strides[0] + 1, and OW alike:
    y[n, o, p, q] = sum over c, i, j of w[o, c, i, j] x[n, c0 + c, p sh - low[0] + i dh, q sw - low[1] + j dw],
    where c0 is the first channel of o's group and x is zero outside the image.

    Example: `%y = dl.conv2d %x, %w strides [1, 1] low [2, 2] high [2, 2] dilations [1, 1] groups 1
    : tensor<8x1x28x28xf32>, tensor<6x1x5x5xf32> -> tensor<8x6x28x28xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$input, DL_FloatTensor:$filter), DL_ConvolutionAttributes);
  let assemblyFormat = !strconcat("$input `,` $filter ", DL_ConvolutionFormat,
                                  "`:` type($input) `,` type($filter) `->` type($result)");
}

def DL_Conv2DInputGradientOp
    : DL_ConvolutionOp<"conv2d_input_gradient", "the adjoint of `dl.conv2d` in its input", "Result", "Filter",
                       "Cotangent"> {
  let description = [{
    g [N, O, OH, OW] and w [O, C/groups, KH, KW] give [N, C, H, W], the type of the convolution's input
    (which its result does not determine: a stride may leave out pixels at the end).

    Example: `%dx = dl.conv2d_input_gradient %g, %w strides [2, 2] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<8x6x3x3xf32>, tensor<6x4x2x2xf32> -> tensor<8x4x7x7xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$cotangent, DL_FloatTensor:$filter), DL_ConvolutionAttributes);
  let assemblyFormat = !strconcat("$cotangent `,` $filter ", DL_ConvolutionFormat,
                                  "`:` type($cotangent) `,` type($filter) `->` type($result)");
  let hasVerifier = 1;
}

def DL_Conv2DWeightGradientOp
    : DL_ConvolutionOp<"conv2d_weight_gradient", "the adjoint of `dl.conv2d` in its filter", "Input", "Result",
                       "Cotangent"> {
  let description = [{
    x [N, C, H, W] and g [N, O, OH, OW] give [O, C/groups, KH, KW], the type of the convolution's filter.

    Example: `%dw = dl.conv2d_weight_gradient %x, %g strides [1, 1] low [0, 0] high [0, 0] dilations [1, 1] groups 1
    : tensor<8x4x7x7xf32>, tensor<8x6x6x6xf32> -> tensor<6x4x2x2xf32>`
  }];
  let arguments = !con((ins DL_FloatTensor:$input, DL_FloatTensor:$cotangent), DL_ConvolutionAttributes);
  let assemblyFormat = !strconcat("$input `,` $cotangent ", DL_ConvolutionFormat,
                                  "`:` type($input) `,` type($cotangent) `->` type($result)");
  let hasVerifier = 1;
}

#endif
