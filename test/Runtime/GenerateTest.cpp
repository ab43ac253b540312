// Drawing tokens, and the tokens of a text.
#include "dlrt/train/Error.h"
#include "dlrt/train/Generate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

using namespace dlrt;

TEST(Generate, TakesTheLikeliestTokenAtTemperatureZero) {
  const float logits[] = {1, 4, 2, 4};
  for (double uniform : {0.0, 0.5, 0.999})
    EXPECT_EQ(drawToken(logits, 4, 0, 0, uniform), 1);
}

TEST(Generate, DrawsByTheSoftmaxOfTheLargestLogits) {
  // Probabilities of e^logits: 0.1, 0.6, 0.3; of the two largest 2/3 and 1/3.
  const float logits[] = {std::log(1.0f), std::log(6.0f), std::log(3.0f)};
  std::map<int64_t, int> all, two, one;
  constexpr int draws = 10000;
  for (int i = 0; i < draws; ++i) {
    double uniform = (i + 0.5) / draws;
    ++all[drawToken(logits, 3, 1, 0, uniform)];
    ++two[drawToken(logits, 3, 1, 2, uniform)];
    ++one[drawToken(logits, 3, 1, 1, uniform)];
  }
  EXPECT_NEAR(all[0], 0.1 * draws, 2);
  EXPECT_NEAR(all[1], 0.6 * draws, 2);
  EXPECT_NEAR(two[1], 2.0 / 3 * draws, 2);
  EXPECT_EQ(two[0], 0);
  EXPECT_EQ(one[1], draws);
}

TEST(Generate, DividesLogitsByTheTemperature) {
  // At temperature 2 the odds of 9 to 1 become 3 to 1.
  const float logits[] = {std::log(9.0f), 0};
  EXPECT_EQ(drawToken(logits, 2, 2, 0, 0.74), 0);
  EXPECT_EQ(drawToken(logits, 2, 2, 0, 0.76), 1);
  EXPECT_EQ(drawToken(logits, 2, 1, 0, 0.76), 0);
}

TEST(Generate, RefusesLogitsThatAreNoNumbers) {
  const float logits[] = {0, NAN};
  EXPECT_THROW(drawToken(logits, 2, 1, 0, 0.5), Error);
  EXPECT_THROW(drawToken(logits, 2, 0, 0, 0.5), Error);
}

TEST(Generate, NumbersCharactersByTheirCodePoints) {
  EXPECT_EQ(characterVocabulary("baö€a\nb"),
            (std::vector<std::string>{"\n", "a", "b", "ö", "€"}));
  EXPECT_THROW(characterVocabulary("a\xff"), Error);
  EXPECT_THROW(characterVocabulary("\xc3"), Error);
}
