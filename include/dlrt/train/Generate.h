// Text from a model with a `decode` block, one token after the other.
#ifndef DLRT_TRAIN_GENERATE_H
#define DLRT_TRAIN_GENERATE_H

#include "dlrt/dlrt.h"

#include <string>
#include <string_view>
#include <vector>

namespace dlrt {

struct GenerateOptions {
  std::string weights;
  // A UTF-8 text whose distinct characters, in order, are the tokens; empty: what config.json beside the
  // weights says that they are.
  std::string vocabulary;
  std::string prompt;     // empty: a line break, or the first token where there is none
  int64_t tokens = 200;
  float temperature = 1; // 0: always the likeliest token
  int64_t topK = 0;      // draws from so many likeliest tokens; 0: from all
  int32_t threads = 1;
  uint64_t seed = 1;
};

// Prints the prompt and what follows it to the standard output, token by token. Once the model's memory
// of positions is full, it goes on from the latter half of what is there.
void generate(const dlrt_model &model, const GenerateOptions &options);

// The distinct characters (UTF-8 sequences) of a text, in the order of their code points.
std::vector<std::string> characterVocabulary(std::string_view text);

// A token drawn with the probabilities softmax(logits / temperature) of the topK largest; `uniform` is a
// random number in [0, 1).
int64_t drawToken(const float *logits, int64_t count, float temperature, int64_t topK,
                  double uniform);

} // namespace dlrt
#endif
