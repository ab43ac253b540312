// Models written by hand against the ABI, as the compiler would write them: slices fixed
// beforehand, reduced in order.
#ifndef DLC_TEST_RUNTIME_FAKEMODELS_H
#define DLC_TEST_RUNTIME_FAKEMODELS_H

#include "dlrt/dlrt.h"

// Linear regression y = x w + b with momentum: x f32[8, 3], y f32[8]. Parameters w f32[3] and b
// f32[1]; optimizer w.momentum and b.momentum; state `count` (persistent: steps seen), `noise`
// (training) and the sums of metrics loss and mae. Each step adds noise that depends on seed and
// step.
const dlrt_model *fakeRegression();
// The same model with other shapes: w f32[4].
const dlrt_model *fakeRegressionOther();

// Softmax regression on images: image u8[64, 28, 28], label i32[64] in [0, 10), metrics loss and
// accuracy, output probabilities f32[64, 10], plain gradient descent.
const dlrt_model *fakeClassifier();

#endif
