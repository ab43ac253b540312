#include "FakeModels.h"
#include "Support.h"
#include "dlrt/train/Data.h"

using namespace dlrt;
using nlohmann::json;

TEST(DataSpec, Parses) {
  DataSpec spec =
      parseDataSpec("csv:my iris.csv,x=columns(a..d),y=columns(\"p,q\", r),label=classes(species),"
                    "split=0.8,seed=7,flag=true,name=z");
  EXPECT_EQ(spec.kind, "csv");
  EXPECT_EQ(spec.path, "my iris.csv");
  EXPECT_EQ(
      spec.args,
      json::parse(R"({"x": {"columns": ["a", "d"], "range": true}, "y": {"columns": ["p,q", "r"]},
      "label": {"classes": "species"}, "split": 0.8, "seed": 7, "flag": true, "name": "z"})"));
  EXPECT_EQ(parseDataSpec("idx:\"/a,b:c\"").path, "/a,b:c");
  EXPECT_EQ(parseDataSpec("synthetic").kind, "synthetic");
  EXPECT_EQ(parseDataSpec("synthetic,rows=10").args["rows"], 10);
}

TEST(DataSpec, JsonForms) {
  DataSpec spec = DataSpec::fromJson(json::parse(
      R"({"kind": "csv", "path": "p", "base": "/b", "args": {"split": 0.5}, "seed": 3})"));
  EXPECT_EQ(spec.baseDirectory, "/b");
  EXPECT_EQ(spec.args, json::parse(R"({"split": 0.5, "seed": 3})"));
  EXPECT_EQ(DataSpec::fromJson(spec.toJson()).args, spec.args);
  EXPECT_EQ(DataSpec::fromJson("idx:/x").path, "/x");
  expectError([] { DataSpec::fromJson(json::parse("[1]")); }, {"must be an object"});
}

TEST(DataSpec, Errors) {
  expectError([] { parseDataSpec("csv:a,b"); }, {"expected key=value, got 'b'"});
  expectError([] { parseDataSpec("csv:\"a"); }, {"open quote"});
  expectError([] { loadData(*fakeRegression(), parseDataSpec("xml:f")); },
              {"'xml'", "idx, csv, tsv"});
  expectError([] { loadData(*fakeRegression(), DataSpec()); }, {"no data source"});
}

TEST(DataSpec, PathsAreFoundInTheirOrder) {
  TempDir base, data;
  writeFile(data / "f.csv", "data");
  DataSpec spec;
  spec.baseDirectory = base.path;
  expectError([&] { resolveDataPath(spec, "f.csv"); }, {"'f.csv'", base.path.c_str(), "$DLC_DATA"});
  setenv("DLC_DATA", data.path.c_str(), 1);
  EXPECT_EQ(resolveDataPath(spec, "f.csv"), data / "f.csv");
  writeFile(base / "f.csv", "base");
  EXPECT_EQ(resolveDataPath(spec, "f.csv"), base / "f.csv");
  unsetenv("DLC_DATA");
}

TEST(Synthetic, RespectsTypesAndLimits) {
  DataSet data = loadData(*fakeClassifier(), parseDataSpec("synthetic,rows=200"));
  EXPECT_EQ(data.train.rows, 200);
  EXPECT_EQ(data.test.rows, 50);
  auto *labels = reinterpret_cast<const int32_t *>(data.train.columns[1]->array.data.data());
  for (int i = 0; i < 200; ++i)
    EXPECT_TRUE(labels[i] >= 0 && labels[i] < 10);
  EXPECT_EQ(loadData(*fakeClassifier(), parseDataSpec("synthetic")).train.rows % 64, 0);
}
