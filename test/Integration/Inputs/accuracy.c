/* accuracy PREDICTIONS.npy LABELS: how often the largest of ten f32 values is the u8 label. */
#include <stdio.h>

int main(int argc, char **argv) {
  FILE *predictions = argc == 3 ? fopen(argv[1], "rb") : NULL;
  FILE *labels = argc == 3 ? fopen(argv[2], "rb") : NULL;
  if (!predictions || !labels || fseek(predictions, 128, SEEK_SET))
    return 1;
  int rows = 0, right = 0, label;
  for (float values[10]; fread(values, sizeof values, 1, predictions) == 1; ++rows) {
    int best = 0;
    for (int i = 1; i < 10; ++i)
      best = values[i] > values[best] ? i : best;
    if ((label = getc(labels)) == EOF)
      return 1;
    right += best == label;
  }
  printf("accuracy of %d predictions: %.7g\n", rows, (float)right / (float)rows);
  return 0;
}
