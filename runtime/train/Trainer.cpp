// The training loop.
#include "dlrt/train/Train.h"

#include "Interrupt.h"
#include "Progress.h"
#include "RunDirectory.h"

#include <cmath>
#include <filesystem>

namespace dlrt {
namespace {

// Below this a hand-over between threads costs more than gathering a batch.
constexpr size_t kPrefetchBytes = 256 << 10;

enum class Outcome { finished, stopped, notFinite };

class Trainer {
public:
  Trainer(const dlrt_model &model, const TrainOptions &options)
      : model(model), options(options), progress(options.progress, options.quiet),
        data(options.dataToCome ? options.dataToCome->get() : loadTrainingData(model, options.data, options.resume)),
        session(model, options.threads, options.seed),
        names(metricNames(model)) {
    if (!model.train_step || !model.metrics_read)
      throw Error("model '" + std::string(model.name) +
                  "' has no train_step or metrics_read entry point");
  }

  TrainResult run() {
    // From here on a signal must not cut a step, or leave what is done unsaved.
    InterruptGuard guard;
    interrupt = &guard;
    prepare();
    RunDirectory directory(outDirectory(), model);
    run_ = &directory;
    if (options.configJson.size() && !(options.resume == directory.path() &&
                                       std::filesystem::exists(directory.file("config.json"))))
      directory.writeText("config.json", configText());
    nlohmann::json classes = classNames(data);
    if (!classes.empty())
      directory.writeText("classes.json", classes.dump(2) + "\n");
    MetricsLog log(directory.file("metrics.jsonl"), options.resume.empty() ? -1 : position.step);
    std::optional<TensorBoardLog> events;
    if (options.tensorboard)
      events.emplace(directory.path(), !options.resume.empty());

    TrainResult result;
    result.out = directory.path();
    Outcome outcome = trainEpochs(log, events, result);
    result.epochs = position.epoch;
    result.steps = position.step;
    if (outcome == Outcome::notFinite)
      result.exitCode = 1;
    if (outcome == Outcome::stopped) {
      result.exitCode = stopCode;
      progress.say("stopped after step " + std::to_string(position.step) + ", saved in '" +
                   directory.path() + "'");
    }
    return result;
  }

private:
  // The characters that ids stand for are a part of what a run is.
  std::string configText() const {
    nlohmann::json config = nlohmann::json::parse(options.configJson, nullptr, false);
    if (data.vocabulary.empty() || !config.is_object())
      return options.configJson;
    config["vocabulary"] = data.vocabulary;
    return config.dump(2) + "\n";
  }

  std::string outDirectory() const { return options.out.empty() ? options.resume : options.out; }

  void prepare() {
    session.initialise();
    position.seed = options.seed;
    position.shuffle = options.shuffle;
    position.dropLast = options.dropLast;
    position.rows = data.train.rows;
    position.lrScale = options.lrScale;
    if (!options.resume.empty())
      resume();
    else if (!options.init.empty())
      session.loadWeights(options.init);
    session.call.lr_scale = position.lrScale;
    session.call.seed = position.seed;
  }

  // What shapes the order of samples and the numbers of each step comes from the state, not from
  // the command line.
  void resume() {
    Position saved = loadState(session, options.resume);
    if (saved.rows != data.train.rows)
      throw Error("the run in '" + options.resume + "' trained on " + std::to_string(saved.rows) +
                  " samples, the data now have " + std::to_string(data.train.rows));
    position = saved;
  }

  bool prefetches(const Batcher &batcher) const {
    if (options.prefetch >= 0)
      return options.prefetch > 0;
    return dlrt_cpu_count() > 1 && options.threads > 1 && batcher.batchBytes() >= kPrefetchBytes;
  }

  Outcome trainEpochs(MetricsLog &log, std::optional<TensorBoardLog> &events, TrainResult &result) {
    Batcher batcher(data.train, model.batch, position.seed, position.shuffle, position.dropLast,
                    accumulate());
    if (batcher.steps() == 0)
      throw Error("the train split has " + std::to_string(data.train.rows) +
                  " samples, fewer than one batch of " +
                  std::to_string(model.batch * accumulate()));
    session.call.total_steps =
        options.epochs * ((batcher.steps() + accumulate() - 1) / accumulate());
    BatchStream stream(batcher, model, prefetches(batcher));
    if (position.epoch >= options.epochs)
      progress.say("all " + std::to_string(position.epoch) + " epochs are done already");
    while (position.epoch < options.epochs) {
      if (stopRequested()) // between epochs everything is saved already
        return Outcome::stopped;
      Outcome outcome = trainEpoch(batcher, stream);
      if (outcome == Outcome::finished && !loadEvalStep())
        outcome = Outcome::stopped;
      if (outcome != Outcome::finished)
        return outcome;
      finishEpoch(log, events, result);
    }
    return Outcome::finished;
  }

  Outcome trainEpoch(const Batcher &batcher, BatchStream &stream) {
    progress.startEpoch(position.epoch + 1, options.epochs, position.epochStep, batcher.steps());
    stream.startEpoch(position.epoch, position.epochStep);
    while (const Batch *batch = stream.next()) {
      session.setBatch(*batch);
      bool last = position.epochStep + 1 == batcher.steps();
      if (!runBatch(last))
        return Outcome::notFinite;
      if (progress.due())
        progress.draw(position.epochStep, named(session.peekMetrics(), ""));
      if (stopRequested() && !last) {
        save();
        return Outcome::stopped;
      }
      if (options.saveSteps > 0 && isBetweenSteps() && position.step % options.saveSteps == 0 &&
          !last)
        run_->saveState(session, position);
    }
    return Outcome::finished;
  }

  int64_t accumulate() const { return std::max(model.accumulate, 1); }
  // Whether no gradients of earlier batches wait for the rest of their step.
  bool isBetweenSteps() const { return position.epochStep % accumulate() == 0; }

  // All phases of one batch, which is a step, or a part of one. False when a loss is not finite.
  bool runBatch(bool lastOfEpoch) {
    session.call.step = position.step;
    for (int32_t phase = 0; phase < std::max(model.phase_count, 1); ++phase)
      if (!runPhase(phase))
        return false;
    session.call.phase = 0;
    ++position.epochStep;
    if (!isBetweenSteps()) {
      if (!lastOfEpoch)
        return true;
      // What the epoch has left over is a step too, of fewer rows.
      session.run(model.apply, "apply");
    }
    ++position.step;
    if (options.onStep && !options.onStep(session.call, position.step, session.loss))
      asked = true;
    return true;
  }

  bool runPhase(int32_t phase) {
    int32_t every = model.phase_every ? model.phase_every[phase] : 1;
    int32_t repeat = model.phase_repeat ? model.phase_repeat[phase] : 1;
    if (position.step % every != 0)
      return true;
    session.call.phase = phase;
    for (int32_t i = 0; i < repeat; ++i) {
      session.loss = 0;
      dlrt_status status = session.run(stepFunction(session.call.n_valid), "train_step");
      if (status == DLRT_NOT_FINITE || !std::isfinite(session.loss)) {
        reportNotFinite();
        return false;
      }
    }
    return true;
  }

  // A version of the step for exactly this many rows spares the work on padding.
  dlrt_fn stepFunction(int64_t rows) const {
    for (int32_t i = 0; i < model.specialised_count && rows != model.batch; ++i)
      if (model.specialised_batch[i] == rows)
        return model.specialised[i];
    return model.train_step;
  }

  void reportNotFinite() {
    progress.interrupt();
    const std::string saved = run_->file("state.safetensors");
    const std::string kept = std::filesystem::exists(saved)
                                 ? "the checkpoint in '" + run_->path() + "' is of an earlier step"
                                 : "there is no checkpoint of an earlier step yet";
    std::string phase;
    if (model.phase_count > 1)
      phase = std::string(" in phase '") + model.phases[session.call.phase] + "'";
    std::fprintf(stderr, "error: the loss of step %lld (epoch %lld, batch %lld)%s is %s; %s\n",
                 static_cast<long long>(position.step + 1),
                 static_cast<long long>(position.epoch + 1),
                 static_cast<long long>(position.epochStep + 1), phase.c_str(),
                 std::isnan(session.loss) ? "not a number" : "infinite", kept.c_str());
    if (options.onNotFinite)
      options.onNotFinite(session.call, position.step);
  }

  Values named(const std::vector<float> &values, const std::string &prefix) const {
    Values result;
    for (size_t i = 0; i < values.size(); ++i)
      result.emplace_back(prefix + names[i], values[i]);
    return result;
  }

  // Once an epoch's steps are done. False when what validates cannot be had.
  bool loadEvalStep() {
    if (session.evalStep || data.test.empty() || !options.loadEvalStep)
      return true;
    // First: whatever happens while it is loaded, the epoch is not lost.
    save();
    progress.pause();
    const dlrt_model *loaded = options.loadEvalStep(stopCode);
    progress.resume();
    if (loaded)
      session.useEvalStep(*loaded);
    return loaded;
  }

  void finishEpoch(MetricsLog &log, std::optional<TensorBoardLog> &events, TrainResult &result) {
    Values values = named(session.readMetrics(), "");
    bool validates = !data.test.empty() && session.evalStep;
    if (validates) {
      Values validation = named(evaluateSplit(session, data.test), "val_");
      values.insert(values.end(), validation.begin(), validation.end());
    }
    ++position.epoch;
    position.epochStep = 0;
    progress.endEpoch(values);
    result.metrics.clear();
    for (const auto &[name, value] : values)
      result.metrics[name] = readable(value);

    // The first metric of the test split, else of the train split, is the loss.
    double loss = values.empty() ? 0.0 : values[validates ? names.size() : 0].second;
    bool best = loss < position.best;
    if (best)
      position.best = loss;
    // The log goes first: should the run be killed in between, resuming drops the line and writes
    // it again.
    log.write(position.epoch, position.step, values);
    if (events)
      events->write(position.step, values);
    if (best)
      run_->saveWeights(session, position, "best.safetensors");
    save();
  }

  void save() {
    run_->saveWeights(session, position, "last.safetensors");
    run_->saveState(session, position);
  }

  bool stopRequested() {
    if (int number = interrupt->pending())
      stopCode = 128 + number;
    else if (asked)
      stopCode = 130;
    else if (options.maxSteps > 0 && position.step >= options.maxSteps)
      stopCode = 0;
    else
      return false;
    return true;
  }

  const dlrt_model &model;
  const TrainOptions &options;
  Progress progress;
  DataSet data;
  Session session;
  std::vector<std::string> names;
  Position position;
  InterruptGuard *interrupt = nullptr;
  RunDirectory *run_ = nullptr;
  bool asked = false;
  int stopCode = 0;
};

} // namespace

DataSet loadTrainingData(const dlrt_model &model, DataSpec data, const std::string &resume) {
  if (!resume.empty())
    useClassesOf(resume, data);
  return loadData(model, data);
}

TrainResult train(const dlrt_model &model, const TrainOptions &options) {
  dlrt_message message;
  if (dlrt_model_check(&model, &message))
    throw Error(message.text);
  return Trainer(model, options).run();
}

} // namespace dlrt
