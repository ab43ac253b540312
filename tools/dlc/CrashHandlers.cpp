//===- CrashHandlers.cpp - What the user sees of our own mistakes -----------===//
#include "Commands.h"

#include "llvm/Support/ErrorHandling.h"
#include <csignal>
#include <cstring>
#include <string>
#include <unistd.h>

using namespace dlc::tool;

/// Made before anything can go wrong: a signal handler may not allocate.
static std::string &reportTail() {
  static std::string text;
  return text;
}

static void writeText(const char *text) {
  // Nothing can be done about a standard error that does not take it.
  ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
  (void)written;
}

[[noreturn]] static void reportAndExit(const char *what) {
  writeText("dlc: internal error: ");
  writeText(what);
  writeText(reportTail().c_str());
  _exit(kBug);
}

static void onSignal(int signal) {
  reportAndExit(signal == SIGABRT   ? "a check inside the compiler failed"
                : signal == SIGSEGV ? "segmentation fault"
                : signal == SIGFPE  ? "arithmetic exception"
                : signal == SIGILL  ? "illegal instruction"
                                    : "bus error");
}

static void onFatalError(void *, const char *reason, bool) { reportAndExit(reason); }

void dlc::tool::installCrashHandlers(int argc, char **argv) {
  std::string &tail = reportTail();
  tail =
      "\ndlc: this is a bug in dlc " DLC_VERSION ", not in your model; please report it with the "
      "model and this command:\n ";
  for (int i = 0; i < argc; ++i)
    tail += std::string(" ") + argv[i];
  tail += "\n";
  llvm::install_fatal_error_handler(onFatalError);
  llvm::install_bad_alloc_error_handler(onFatalError);
  // A stack of its own, for the case that the stack is what ran out.
  static char stack[64 << 10];
  stack_t alternate = {};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof(stack);
  sigaltstack(&alternate, nullptr);
  struct sigaction action = {};
  action.sa_handler = onSignal;
  // Stays installed: a second signal, to another thread, must not end the process before the report.
  action.sa_flags = SA_ONSTACK;
  for (int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS})
    sigaction(signal, &action, nullptr);
}
