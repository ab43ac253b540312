#include "FakeModels.h"
#include "Support.h"
#include "dlrt/train/Data.h"

using namespace dlrt;
using nlohmann::json;

namespace {

struct Csv : testing::Test {
  TempDir dir;
  DataSpec spec;
  Csv() {
    spec.kind = "csv";
    spec.path = dir / "t.csv";
    spec.args = {{"x", {{"columns", {"a", "c"}}, {"range", true}}}, {"y", "price"}};
  }
  void write(const std::string &text) { writeFile(spec.path, text); }
  DataSet load() { return loadData(*fakeRegression(), spec); }
  float x(const Split &split, size_t i) {
    return reinterpret_cast<const float *>(split.columns[0]->array.data.data())[i];
  }
};

} // namespace

TEST_F(Csv, ReadsColumns) {
  write("\xEF\xBB\xBF"
        "a,b,c,name,\"pr\"\"ice\"\r\n1,2,3,\"x, y\",10\r\n-1.5e1, +4 ,.5,\"two\nlines\",20");
  spec.args["y"] = "pr\"ice";
  DataSet data = load();
  EXPECT_EQ(data.train.rows, 2);
  EXPECT_EQ(x(data.train, 2), 3);
  EXPECT_EQ(x(data.train, 3), -15);
  EXPECT_EQ(x(data.train, 4), 4);
  EXPECT_TRUE(data.test.empty());
}

TEST_F(Csv, TabsAndLists) {
  spec.kind = "tsv";
  spec.args = {{"x", {{"columns", {"c", "a", "b"}}}}};
  write("a\tb\tc\ty\n1\t2\t3\t4\n");
  DataSet data = load();
  EXPECT_EQ(x(data.train, 0), 3);
  EXPECT_EQ(x(data.train, 1), 1);
}

TEST_F(Csv, SplitIsSeededAndComplete) {
  std::string text = "a,b,c,price\n";
  for (int i = 0; i < 100; ++i)
    text += std::to_string(i) + ",0,0,1\n";
  write(text);
  spec.args["split"] = 0.8;
  spec.args["seed"] = 3;
  DataSet one = load(), two = load();
  EXPECT_EQ(one.train.rows, 80);
  EXPECT_EQ(one.test.rows, 20);
  EXPECT_EQ(one.train.index, two.train.index);
  std::vector<uint32_t> all = one.train.index;
  all.insert(all.end(), one.test.index.begin(), one.test.index.end());
  std::sort(all.begin(), all.end());
  for (uint32_t i = 0; i < 100; ++i)
    EXPECT_EQ(all[i], i);
  spec.args["seed"] = 4;
  EXPECT_NE(load().train.index, one.train.index);
}

TEST_F(Csv, Classes) {
  dlrt_model model = *fakeRegression();
  dlrt_tensor label = {"label", DLRT_I32, 1, {8}, 0, 0, 0, 3, 0};
  model.targets = {&label, 1, 0, 0};
  spec.args = {{"x", {{"columns", {"a", "b", "c"}}}}, {"label", {{"classes", "species"}}}};
  write("a,b,c,species\n1,1,1,virginica\n1,1,1,setosa\n1,1,1,versicolor\n1,1,1,setosa\n");
  DataSet data = loadData(model, spec);
  auto *values = reinterpret_cast<const int32_t *>(data.train.columns[1]->array.data.data());
  EXPECT_EQ(std::vector<int32_t>(values, values + 4), (std::vector<int32_t>{2, 0, 1, 0}));
  label.limit = 2;
  expectError([&] { loadData(model, spec); }, {"column 'species' has 3 classes", "[0, 2)"});
}

TEST_F(Csv, ClassesKeepTheirNumbersInAnotherFile) {
  dlrt_model model = *fakeRegression();
  dlrt_tensor label = {"label", DLRT_I32, 1, {8}, 0, 0, 0, 3, 0};
  model.targets = {&label, 1, 0, 0};
  spec.args = {{"x", {{"columns", {"a", "b", "c"}}}}, {"label", {{"classes", "species"}}}};
  write("a,b,c,species\n1,1,1,virginica\n1,1,1,setosa\n1,1,1,versicolor\n");
  json names = classNames(loadData(model, spec));
  EXPECT_EQ(names, json::parse(R"({"label": ["setosa", "versicolor", "virginica"]})"));
  write("a,b,c,species\n1,1,1,virginica\n");
  useClassNames(spec, names);
  DataSet data = loadData(model, spec);
  EXPECT_EQ(reinterpret_cast<const int32_t *>(data.train.columns[1]->array.data.data())[0], 2);
  write("a,b,c,species\n1,1,1,rose\n");
  expectError([&] { loadData(model, spec); }, {":2:species: \"rose\" is none of the classes"});
}

TEST_F(Csv, ASecondFileIsTheTestSplit) {
  write("a,b,c,price\n1,2,3,4\n");
  writeFile(dir / "u.csv", "price,a,b,c\n9,8,7,6\n5,4,3,2\n");
  spec.args["test"] = dir / "u.csv";
  DataSet data = load();
  EXPECT_EQ(data.test.rows, 2);
  EXPECT_EQ(x(data.test, 0), 8);
}

TEST_F(Csv, Errors) {
  write("a,b,c,price\n1,2,3,4\n1,abc,3,4\n");
  expectError([&] { load(); }, {(spec.path + ":3:b: \"abc\" is not a number").c_str()});
  write("a,b,c,price\n1,,3,4\n");
  expectError([&] { load(); }, {":2:b: \"\" is not a number"});
  write("a,b,c,price\n1,1e39,3,4\n");
  expectError([&] { load(); }, {":2:b: \"1e39\" is outside the range of f32"});
  write("a,b,c,price\n1,2,3\n");
  expectError([&] { load(); }, {"t.csv:2: the row has 3 fields, the header has 4"});
  write("a,b,c,price\n1,2,\"3,4\n");
  expectError([&] { load(); }, {"t.csv:2: a quoted field does not end"});
  write("a,b,c,price\n1,2,\"3\"x,4\n");
  expectError([&] { load(); }, {"t.csv:2: text behind the closing quote"});
  write("");
  expectError([&] { load(); }, {"is empty"});
  write("a,b,c,price\n");
  expectError([&] { load(); }, {"has no samples"});
  write("a,b,d,price\n1,2,3,4\n");
  expectError([&] { load(); }, {"no column 'c'", "a, b, d, price"});
  write("a,b,z,c,price\n1,2,3,4,5\n");
  expectError([&] { load(); }, {"f32[1, 4]", "f32[8, 3]"});
  spec.args.erase("x");
  expectError([&] { load(); }, {"'x' takes 3 values", "columns("});
  spec.args["x"] = json{{"columns", {"c", "a"}}, {"range", true}};
  expectError([&] { load(); }, {"from an earlier to a later"});
  spec.args["split"] = 1.5;
  expectError([&] { load(); }, {"'split'", "1.5"});
  spec.args["split"] = 0.5;
  spec.args["rows"] = 3;
  expectError([&] { load(); },
              {"'rows' is neither an input or target of model 'regression' nor an option of csv"});
  spec.args.erase("rows");
  spec.path = dir / "absent.csv";
  expectError([&] { load(); }, {"absent.csv"});
}

TEST_F(Csv, IntegersAreWholeAndInRange) {
  dlrt_model model = *fakeRegression();
  dlrt_tensor label = {"label", DLRT_U8, 1, {8}, 0, 0, 0, 0, 0};
  model.targets = {&label, 1, 0, 0};
  spec.args = {{"x", {{"columns", {"a", "b", "c"}}}}};
  write("a,b,c,label\n1,1,1,1.5\n");
  expectError([&] { loadData(model, spec); }, {":2:label: \"1.5\" is not a whole number"});
  write("a,b,c,label\n1,1,1,7\n1,1,1,256\n");
  expectError([&] { loadData(model, spec); }, {"sample 1 has value 256", "[0, 255] of u8"});
}
