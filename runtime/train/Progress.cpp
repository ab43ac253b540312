#include "Progress.h"

#include <cmath>
#include <unistd.h>

namespace dlrt {

constexpr int kBarWidth = 20;

Progress::Progress(std::FILE *stream, bool quiet)
    : out(stream                  ? stream
          : isatty(STDOUT_FILENO) ? stdout
                                  : stderr),
      terminal(isatty(fileno(out))), quiet(quiet) {}

void Progress::print(const std::string &text) {
  std::fputs(text.c_str(), out);
  std::fflush(out);
}

void Progress::say(const std::string &text) {
  if (quiet)
    return;
  interrupt();
  print(text + "\n");
}

void Progress::startEpoch(int64_t number, int64_t total, int64_t firstStep, int64_t count) {
  epoch = number;
  epochs = total;
  first = firstStep;
  steps = count;
  start = last = Clock::now();
  if (!quiet && terminal)
    print("Epoch " + std::to_string(epoch) + "/" + std::to_string(epochs) + "\n");
}

bool Progress::due() const {
  if (quiet || !terminal)
    return false;
  auto now = Clock::now();
  if (now - last < std::chrono::milliseconds(100))
    return false;
  last = now;
  return true;
}

static std::string format(const char *pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

static std::string duration(double seconds) {
  if (seconds < 60)
    return format("%.0fs", seconds);
  auto whole = static_cast<int64_t>(seconds);
  char text[64];
  if (whole < 3600)
    std::snprintf(text, sizeof text, "%d:%02d", int(whole / 60), int(whole % 60));
  else
    std::snprintf(text, sizeof text, "%d:%02d:%02d", int(whole / 3600), int(whole / 60 % 60),
                  int(whole % 60));
  return text;
}

std::string Progress::line(int64_t step, bool done, const Values &values) const {
  double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  double perStep = step > first ? seconds / static_cast<double>(step - first) : 0;
  std::string total = std::to_string(steps), count = std::to_string(step);
  std::string text = std::string(total.size() - std::min(total.size(), count.size()), ' ') + count +
                     "/" + total + " ";
  if (terminal) {
    int filled = steps ? static_cast<int>(kBarWidth * step / steps) : kBarWidth;
    text += "\033[32m";
    for (int i = 0; i < kBarWidth; ++i)
      text += std::string(i == filled ? "\033[37m" : "") + "━";
    text += "\033[0m ";
  }
  text += duration(done ? seconds : perStep * static_cast<double>(steps - step)) + " ";
  text += perStep < 1e-3 ? format("%.0fus/step", perStep * 1e6)
          : perStep < 10 ? format(perStep < 10e-3 ? "%.1fms/step" : "%.0fms/step", perStep * 1e3)
                         : format("%.0fs/step", perStep);
  for (const auto &[name, value] : values) {
    double magnitude = std::fabs(value);
    bool plain = magnitude == 0 || (magnitude >= 1e-3 && magnitude < 1e5) || !std::isfinite(value);
    text += " - " + name + ": " + format(plain ? "%.4f" : "%.4e", value);
  }
  return text;
}

void Progress::draw(int64_t step, const Values &values) {
  print("\r\033[K" + line(step, false, values));
  open = true;
}

void Progress::endEpoch(const Values &values) {
  if (quiet)
    return;
  if (terminal)
    print("\r\033[K" + line(steps, true, values) + "\n");
  else
    print("Epoch " + std::to_string(epoch) + "/" + std::to_string(epochs) + " " +
          line(steps, true, values) + "\n");
  open = false;
}

void Progress::pause() {
  if (open)
    print("\r\033[K");
  open = false;
  paused = Clock::now();
}

void Progress::resume() { start += Clock::now() - paused; }

void Progress::interrupt() {
  if (open)
    print("\n");
  open = false;
}

} // namespace dlrt
