//===- MinimumCut.cpp - Choices of two kinds at the least cost --------------===//
// Flow goes along shortest ways only, as many as there are, before ways become longer. Nothing
// recurses: a deep network's graph is one long way.
//===----------------------------------------------------------------------===//
#include "MinimumCut.h"

#include <algorithm>
#include <cassert>

using namespace dlc;

MinimumCut::Node MinimumCut::addNode() {
  arcsOf.emplace_back();
  return static_cast<Node>(arcsOf.size() - 1);
}

void MinimumCut::addArc(Node from, Node to, int64_t capacity) {
  assert(capacity >= 0 && from != to && "a cost of two nodes");
  if (capacity == 0)
    return;
  arcsOf[from].push_back(static_cast<int32_t>(arcs.size()));
  arcs.push_back({to, capacity});
  arcsOf[to].push_back(static_cast<int32_t>(arcs.size()));
  arcs.push_back({from, 0});
}

bool MinimumCut::findLevels() {
  levels.assign(arcsOf.size(), -1);
  levels[kSource] = 0;
  std::vector<Node> queue = {kSource};
  for (size_t at = 0; at < queue.size(); ++at)
    for (int32_t index : arcsOf[queue[at]]) {
      const Arc &arc = arcs[index];
      if (arc.left == 0 || levels[arc.to] >= 0)
        continue;
      levels[arc.to] = levels[queue[at]] + 1;
      queue.push_back(arc.to);
    }
  return levels[kSink] >= 0;
}

int64_t MinimumCut::sendFlow() {
  std::vector<int32_t> way;
  Node node = kSource;
  while (node != kSink) {
    if (next[node] < arcsOf[node].size()) {
      int32_t index = arcsOf[node][next[node]];
      const Arc &arc = arcs[index];
      if (arc.left > 0 && levels[arc.to] == levels[node] + 1) {
        way.push_back(index);
        node = arc.to;
      } else {
        ++next[node];
      }
      continue;
    }
    if (way.empty())
      return 0;
    // A dead end: back, and never here again at these levels.
    node = arcs[way.back() ^ 1].to;
    way.pop_back();
    ++next[node];
  }
  int64_t flow = kNever;
  for (int32_t index : way)
    flow = std::min(flow, arcs[index].left);
  for (int32_t index : way) {
    arcs[index].left -= flow;
    arcs[index ^ 1].left += flow;
  }
  return flow;
}

int64_t MinimumCut::solve() {
  int64_t total = 0;
  while (findLevels()) {
    next.assign(arcsOf.size(), 0);
    while (int64_t flow = sendFlow())
      total += flow;
  }
  return total;
}
