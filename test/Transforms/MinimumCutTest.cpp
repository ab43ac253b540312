//===- MinimumCutTest.cpp - Cuts beside trying all of them ------------------===//
#include "MinimumCut.h"

#include <gtest/gtest.h>
#include <random>

using dlc::MinimumCut;
using Node = MinimumCut::Node;

namespace {
struct Arc {
  Node from, to;
  int64_t capacity;
};
} // namespace

/// What the cut costs whose source side `isSource` says; bit i is node i, the ends among them.
static int64_t costOf(const std::vector<Arc> &arcs, uint32_t isSource) {
  int64_t cost = 0;
  for (const Arc &arc : arcs)
    if (isSource >> arc.from & 1 && !(isSource >> arc.to & 1))
      cost += arc.capacity;
  return cost;
}

TEST(MinimumCut, ConvertsOnceWhereItIsCheapest) {
  // A chain a, b, c: a wants the sink's side, c the source's; between b and c a change costs less.
  MinimumCut cut;
  Node a = cut.addNode(), b = cut.addNode(), c = cut.addNode();
  cut.addArc(MinimumCut::kSource, c, 100);
  cut.addArc(a, MinimumCut::kSink, 50);
  for (auto [left, right, cost] : {std::tuple(a, b, 20), {b, c, 10}}) {
    cut.addArc(left, right, cost);
    cut.addArc(right, left, cost);
  }
  EXPECT_EQ(cut.solve(), 10);
  EXPECT_FALSE(cut.isOnSourceSide(a));
  EXPECT_FALSE(cut.isOnSourceSide(b));
  EXPECT_TRUE(cut.isOnSourceSide(c));
}

TEST(MinimumCut, StaysWhereAChangeCostsMoreThanItSaves) {
  MinimumCut cut;
  Node a = cut.addNode(), b = cut.addNode();
  cut.addArc(a, MinimumCut::kSink, 50);
  cut.addArc(MinimumCut::kSource, b, 5);
  cut.addArc(b, a, 6);
  EXPECT_EQ(cut.solve(), 5);
  EXPECT_FALSE(cut.isOnSourceSide(a));
  EXPECT_FALSE(cut.isOnSourceSide(b));
}

TEST(MinimumCut, PrefersTheSinkWhereBothCostTheSame) {
  MinimumCut cut;
  Node a = cut.addNode(), b = cut.addNode();
  cut.addArc(MinimumCut::kSource, a, 3);
  cut.addArc(a, MinimumCut::kSink, 3);
  EXPECT_EQ(cut.solve(), 3);
  EXPECT_FALSE(cut.isOnSourceSide(a));
  EXPECT_FALSE(cut.isOnSourceSide(b));
}

TEST(MinimumCut, NeverCutsWhatItMustNot) {
  MinimumCut cut;
  Node a = cut.addNode();
  cut.addArc(MinimumCut::kSource, a, MinimumCut::kNever);
  cut.addArc(a, MinimumCut::kSink, 1000000);
  EXPECT_EQ(cut.solve(), 1000000);
  EXPECT_TRUE(cut.isOnSourceSide(a));
}

TEST(MinimumCut, TakesFlowBack) {
  // The shortest way takes the arc from b to the sink. What comes through c needs it, and a has another.
  MinimumCut cut;
  Node a = cut.addNode(), b = cut.addNode(), c = cut.addNode(), d = cut.addNode(), e = cut.addNode();
  cut.addArc(MinimumCut::kSource, a, 1);
  cut.addArc(a, b, 1);
  cut.addArc(b, MinimumCut::kSink, 1);
  cut.addArc(MinimumCut::kSource, c, 1);
  cut.addArc(c, d, 1);
  cut.addArc(d, b, 1);
  cut.addArc(a, e, 1);
  Node f = cut.addNode(), g = cut.addNode();
  cut.addArc(e, f, 1);
  cut.addArc(f, g, 1);
  cut.addArc(g, MinimumCut::kSink, 1);
  EXPECT_EQ(cut.solve(), 2);
}

TEST(MinimumCut, IsTheLeastOfAllCuts) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    MinimumCut cut;
    uint32_t nodes = 3 + random() % 9;
    while (cut.addNode() + 1 < Node(nodes)) {
    }
    std::vector<Arc> arcs(random() % (3 * nodes) + 1);
    for (Arc &arc : arcs) {
      arc.from = random() % nodes;
      do
        arc.to = random() % nodes;
      while (arc.to == arc.from);
    }
    for (Node node = 2; node < Node(nodes); ++node) {
      arcs.push_back({MinimumCut::kSource, node, 0});
      arcs.push_back({node, MinimumCut::kSink, 0});
    }
    for (Arc &arc : arcs) {
      arc.capacity = random() % 20;
      cut.addArc(arc.from, arc.to, arc.capacity);
    }
    int64_t least = INT64_MAX;
    for (uint32_t isSource = 1; isSource < 1u << nodes; isSource += 4) // the source in, the sink out
      least = std::min(least, costOf(arcs, isSource));
    EXPECT_EQ(cut.solve(), least);
    uint32_t chosen = 0;
    for (Node node = 0; node < Node(nodes); ++node)
      chosen |= uint32_t(cut.isOnSourceSide(node)) << node;
    EXPECT_EQ(costOf(arcs, chosen), least);
  }
}
