// Training runs of the hand-written regression on a small file of samples.
#ifndef DLC_TEST_RUNTIME_TRAINSUPPORT_H
#define DLC_TEST_RUNTIME_TRAINSUPPORT_H

#include "Support.h"
#include "dlrt/train/Evaluate.h"
#include "dlrt/train/Train.h"

struct TrainFixture : testing::Test {
  TempDir dir;
  std::string csv = dir / "line.csv";

  // 104 samples of y = x0 - 2 x1 + 0.5 x2 + 1; 83 of them to train on.
  TrainFixture() {
    std::string text = "a,b,c,y\n";
    for (int i = 0; i < 104; ++i) {
      double a = (i * 37 % 101) / 50.0 - 1, b = (i * 53 % 97) / 48.0 - 1,
             c = (i * 71 % 89) / 44.0 - 1;
      text += std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(c) + "," +
              std::to_string(a - 2 * b + 0.5 * c + 1) + "\n";
    }
    writeFile(csv, text);
  }

  dlrt::TrainOptions options(const std::string &name) const {
    dlrt::TrainOptions o;
    o.data = data();
    o.epochs = 2;
    o.out = dir / name;
    o.quiet = true;
    return o;
  }
  dlrt::DataSpec data() const {
    dlrt::DataSpec spec;
    spec.kind = "csv";
    spec.path = csv;
    spec.args = {{"x", {{"columns", {"a", "c"}}, {"range", true}}}, {"split", 0.8}};
    return spec;
  }
};

#endif
