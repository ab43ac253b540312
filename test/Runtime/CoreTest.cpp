#include "FakeModels.h"
#include "Support.h"

TEST(Core, BlocksAreAlignedZeroedAndApart) {
  const dlrt_model *model = fakeRegression();
  Blocks blocks(model);
  char *starts[] = {static_cast<char *>(blocks.parameters), static_cast<char *>(blocks.state),
                    static_cast<char *>(blocks.optimizer), static_cast<char *>(blocks.gradients),
                    static_cast<char *>(blocks.workspace)};
  size_t sizes[] = {model->parameters.size, model->state.size, model->optimizer.size,
                    model->gradients.size, model->workspace_size(1)};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(starts[i]) % 64, 0u);
    for (size_t k = 0; k < sizes[i]; ++k)
      ASSERT_EQ(starts[i][k], 0);
    if (i) {
      EXPECT_GE(starts[i], starts[i - 1] + sizes[i - 1]);
    }
  }
}

TEST(Core, RefusesAnotherAbiVersion) {
  dlrt_model model = *fakeRegression();
  model.abi_version = 99;
  dlrt_message message;
  EXPECT_EQ(dlrt_model_check(&model, &message), -1);
  EXPECT_STREQ(message.text, ("the model has ABI version 99, this runtime has " +
                              std::to_string(DLRT_ABI_VERSION))
                                 .c_str());
}

TEST(Core, RefusesATensorOutsideItsBlock) {
  dlrt_model model = *fakeRegression();
  model.parameters.size = 65;
  dlrt_message message;
  dlrt_blocks blocks;
  EXPECT_EQ(dlrt_blocks_create(&blocks, &model, 1, &message), -1);
  EXPECT_STREQ(message.text, "model 'regression': 'b' lies outside its parameters block");
}

TEST(Core, RefusesSizesBeyondTheAddressSpace) {
  dlrt_model model = *fakeRegression();
  model.optimizer.size = SIZE_MAX - 10;
  dlrt_message message;
  dlrt_blocks blocks;
  EXPECT_EQ(dlrt_blocks_create(&blocks, &model, 1, &message), -1);
}

TEST(Core, ChecksLabels) {
  const dlrt_tensor label = {"label", DLRT_I32, 2, {4, 2}, 0, 0, 0, 10, 0};
  int32_t values[] = {0, 9, 3, 4, 5, 10, -1, 0};
  int64_t row = -1, value = -1;
  EXPECT_EQ(dlrt_check_limit(&label, values, 2, &row, &value), DLRT_OK);
  EXPECT_EQ(dlrt_check_limit(&label, values, 4, &row, &value), DLRT_BAD_LABEL);
  EXPECT_EQ(row, 2);
  EXPECT_EQ(value, 10);
  dlrt_tensor any = label;
  any.limit = 0;
  EXPECT_EQ(dlrt_check_limit(&any, values, 4, nullptr, nullptr), DLRT_OK);
}

TEST(Core, ChecksIndicesThatMayCountFromTheEnd) {
  dlrt_tensor indices = {"indices", DLRT_I64, 1, {4}, 0, 0, DLRT_FROM_END, 10, 0};
  int64_t values[] = {9, -10, -11, 10}, row = -1, value = 0;
  EXPECT_EQ(dlrt_check_limit(&indices, values, 2, &row, &value), DLRT_OK);
  EXPECT_EQ(dlrt_check_limit(&indices, values, 3, &row, &value), DLRT_BAD_LABEL);
  EXPECT_EQ(row, 2);
  EXPECT_EQ(value, -11);
  EXPECT_EQ(dlrt_check_limit(&indices, values + 3, 1, &row, &value), DLRT_BAD_LABEL);
  EXPECT_EQ(value, 10);
  indices.flags = 0;
  EXPECT_EQ(dlrt_check_limit(&indices, values, 2, &row, &value), DLRT_BAD_LABEL);
  EXPECT_EQ(value, -10);
}

TEST(Core, Texts) {
  EXPECT_STREQ(dlrt_status_text(DLRT_OK), "good");
  EXPECT_STREQ(dlrt_status_text(static_cast<dlrt_status>(77)), "unknown status");
  char text[64];
  EXPECT_STREQ(dlrt_tensor_text(&fakeClassifier()->inputs.tensors[0], text, sizeof text),
               "u8[64, 28, 28]");
  EXPECT_EQ(dlrt_tensor_text(&fakeClassifier()->inputs.tensors[0], text, 6), text);
  EXPECT_STREQ(text, "u8[64");
}
