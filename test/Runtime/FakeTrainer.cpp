#include "FakeModels.h"
#include "dlrt/train/Main.h"

int main(int argc, char **argv) {
  return dlrt_trainer_main(fakeClassifier(),
                           "{\"model\": \"classifier\", \"epochs\": 2, \"seed\": 1, \"data\": "
                           "{\"kind\": \"idx\", \"path\": \"mnist\"}}",
                           argc, argv);
}
