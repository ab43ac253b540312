#include "Support.h"

#include <atomic>
#include <chrono>
#include <vector>

namespace {

// Every thread adds to its own cell, and after each barrier checks that all others are as far.
struct Shared {
  std::vector<int> cells = std::vector<int>(256, 0);
  std::atomic<int> behind{0};
  int rounds = 20;
};

dlrt_status countTogether(const dlrt_call *call, int32_t thread, int32_t threads) {
  auto *shared = static_cast<Shared *>(call->workspace);
  for (int round = 1; round <= shared->rounds; ++round) {
    ++shared->cells[size_t(thread)];
    if (threads > 1)
      call->barrier(call->barrier_context, threads);
    for (int i = 0; i < threads; ++i)
      if (shared->cells[size_t(i)] < round)
        ++shared->behind;
    if (threads > 1)
      call->barrier(call->barrier_context, threads);
  }
  return DLRT_OK;
}

dlrt_status failOnOddThreads(const dlrt_call *, int32_t thread, int32_t) {
  return thread == 3 ? DLRT_BAD_LABEL : thread == 1 ? DLRT_NOT_FINITE : DLRT_OK;
}

class TeamTest : public testing::TestWithParam<int> {};

} // namespace

TEST_P(TeamTest, BarriersHoldEveryoneBack) {
  dlrt_message message;
  uint32_t flags;
  dlrt_team *team = dlrt_team_create(GetParam(), &flags, &message);
  ASSERT_TRUE(team) << message.text;
  EXPECT_EQ(flags, GetParam() > dlrt_cpu_count() ? uint32_t(DLRT_TEAM_OVERSUBSCRIBED) : 0u);
  dlrt_call call = {};
  for (int run = 0; run < 60; ++run) {
    Shared shared;
    call.workspace = &shared;
    ASSERT_EQ(dlrt_team_run(team, countTogether, &call), DLRT_OK);
    ASSERT_EQ(shared.behind, 0);
    for (int i = 0; i < GetParam(); ++i)
      ASSERT_EQ(shared.cells[size_t(i)], shared.rounds);
  }
  dlrt_team_destroy(team);
}

INSTANTIATE_TEST_SUITE_P(Threads, TeamTest, testing::Range(1, 9));

TEST(Team, ReportsTheLowestThreadThatFailed) {
  dlrt_team *team = dlrt_team_create(4, nullptr, nullptr);
  ASSERT_TRUE(team);
  dlrt_call call = {};
  EXPECT_EQ(dlrt_team_run(team, failOnOddThreads, &call), DLRT_NOT_FINITE);
  EXPECT_EQ(dlrt_team_run(team, nullptr, &call), DLRT_BAD_ARGUMENT);
  dlrt_team_destroy(team);
}

TEST(Team, RefusesImpossibleNumbers) {
  dlrt_message message;
  EXPECT_FALSE(dlrt_team_create(0, nullptr, &message));
  EXPECT_STREQ(message.text, "0 threads, expected 1 to 256");
  EXPECT_FALSE(dlrt_team_create(257, nullptr, &message));
}

TEST(Team, StartsAndEndsWithoutARun) {
  for (int i = 0; i < 50; ++i)
    dlrt_team_destroy(dlrt_team_create(8, nullptr, nullptr));
}

// Four times as many threads as CPUs: a barrier of spinning threads would take a time slice each.
TEST(Team, ManyThreadsOnFewCpusDoNotCrawl) {
  int threads = 4 * dlrt_cpu_count();
  dlrt_team *team = dlrt_team_create(threads, nullptr, nullptr);
  ASSERT_TRUE(team);
  Shared shared;
  shared.rounds = 500;
  dlrt_call call = {};
  call.workspace = &shared;
  auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(dlrt_team_run(team, countTogether, &call), DLRT_OK);
  auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_LT(seconds, 20) << "1000 barriers of " << threads << " threads";
  dlrt_team_destroy(team);
}
