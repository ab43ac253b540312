//===- Options.td - The command line of dlc -----------------*- tablegen -*-===//
include "llvm/Option/OptParser.td"

// One visibility for each command; "compile" is dlc without the name of a command.
def CompileCommand : OptionVisibility;
def TrainCommand : OptionVisibility;
def EvalCommand : OptionVisibility;
def PredictCommand : OptionVisibility;
def InspectCommand : OptionVisibility;
def CheckCommand : OptionVisibility;
def BenchCommand : OptionVisibility;
def GenerateCommand : OptionVisibility;
def ExportCommand : OptionVisibility;

defvar All = [CompileCommand, TrainCommand, EvalCommand, PredictCommand, GenerateCommand,
              InspectCommand, CheckCommand, BenchCommand, ExportCommand];
defvar Running = [TrainCommand, EvalCommand, PredictCommand, BenchCommand];

class On<list<OptionVisibility> commands> : Visibility<commands>;

// `--name VALUE` and `--name=VALUE`.
multiclass Value<string name, string meta, string help, list<OptionVisibility> commands> {
  def NAME : Separate<["--"], name>, On<commands>, MetaVarName<meta>, HelpText<help>;
  def NAME#_EQ : Joined<["--"], name#"=">, On<commands>, Alias<!cast<Separate>(NAME)>;
}
class Switch<string name, string help, list<OptionVisibility> commands>
    : Flag<["--"], name>, On<commands>, HelpText<help>;

def help : Switch<"help", "show this and exit", All>;
def help_short : Flag<["-"], "h">, On<All>, Alias<help>;
def version : Switch<"version", "show the version and exit", All>;
def language : Switch<"language", "print the functions, initialisers and settings of the language with their defaults, as Markdown, and exit", [CompileCommand]>;
def verbose : Switch<"verbose", "the time of each phase of the compiler", All>;

// What all commands that compile share.
defm batch : Value<"batch", "N", "rows of a batch; the train block's batch, or 32, if not given", All>;
defm dim : Value<"dim", "NAME=N", "size of an ONNX model's open dimension; may be given several times", All>;
defm slices : Value<"slices", "N", "parts that work is cut into; results depend on it, but not on the threads", All>;
defm memory_limit : Value<"memory-limit", "SIZE", "bytes of parameters, state, optimizer and workspace, such as 500MB: parts of the forward pass are computed twice to need no more", [CompileCommand, TrainCommand, InspectCommand, BenchCommand]>;
defm target_cpu : Value<"target-cpu", "CPU", "native, x86-64-v3, x86-64-v4 or a name such as znver4", All>;
defm machine_model : Value<"machine-model", "FILE", "what `dlc bench --machine` has written of the machine that the model will run on, or none; this machine's, if it was measured, for commands that run the model, none for files", [CompileCommand, TrainCommand, EvalCommand, PredictCommand, GenerateCommand, InspectCommand, BenchCommand]>;
defm precision : Value<"precision", "TYPE", "f32, f64, or bf16: in memory and as factors, with sums, parameters and optimizer in f32", All>;
defm set : Value<"set", "KEY=VALUE", "override a value of the train block, such as optimizer.lr=1e-2", All>;
defm pipeline : Value<"pipeline", "KIND", "reference (plain loops) or optimised", All>;
defm optimizer : Value<"optimizer", "external", "end the step at the gradients: the caller's own optimizer, or one of libdlrt, applies them", [CompileCommand]>;
defm save_temps : Value<"save-temps", "DIR", "write the program after each phase into this folder", All>;

defm layout : Value<"layout", "NAME", "of all images: batch-innermost, channels-last or channel-blocked; by predicted cost, each op's own, if not given", [CompileCommand, InspectCommand, BenchCommand]>;

def no_fusion : Switch<"no-fusion", "each operation in a kernel of its own, to compare with", [CompileCommand, BenchCommand]>;

def print_locations : Switch<"mlir-print-debuginfo", "print the place in the model's text that each op comes from", All>;

defm threads : Value<"threads", "N", "threads that a step runs on", [CompileCommand, TrainCommand, EvalCommand, PredictCommand, GenerateCommand, CheckCommand, BenchCommand]>;
defm seed : Value<"seed", "S", "seed of all random numbers", [CompileCommand, TrainCommand, EvalCommand, PredictCommand, GenerateCommand, CheckCommand, BenchCommand]>;
defm emit : Value<"emit", "KIND", "ast dl train groups kernels reference llvm ll cpp asm obj so exe; from the suffix of FILE if not given", [CompileCommand, TrainCommand, BenchCommand]>;

def output : JoinedOrSeparate<["-"], "o">, On<[CompileCommand, TrainCommand, PredictCommand, BenchCommand, ExportCommand]>, MetaVarName<"FILE">,
             HelpText<"the file to write; - is the standard output">;

defm data : Value<"data", "SPEC", "KIND:PATH[,key=value...]: idx, csv, tsv, npz, npy, text or synthetic; replaces the train block's", [CompileCommand, TrainCommand, EvalCommand]>;
defm weights : Value<"weights", "FILE", "trained weights (.safetensors); an ONNX model's own if not given", [EvalCommand, PredictCommand, GenerateCommand, ExportCommand]>;

// what is trained of an ONNX model
defvar Training = [CompileCommand, TrainCommand, EvalCommand, InspectCommand, CheckCommand, BenchCommand, PredictCommand, ExportCommand];
defm loss : Value<"loss", "NAME", "train an ONNX model's first output: softmax_cross_entropy, binary_cross_entropy, mean_squared_error or another loss of two operands", Training>;
defm target : Value<"target", "NAME:TYPE", "what --loss compares an ONNX model's output with, such as label:i32[batch]; for an object or C++ file, "
  "the machine that it is for: x86_64-linux-gnu or aarch64-linux-gnu", Training>;
defm freeze : Value<"freeze", "PATTERN", "parameters of an ONNX model that stay as they are; may be given several times", Training>;
defm train_norms : Value<"train-norms", "PATTERN", "batch norms of an ONNX model, by the names of their scales, that learn and update their statistics though they were exported for inference", Training>;
defm lora : Value<"lora", "PATTERN", "weights of an ONNX model that stay as they are, and get a change of low rank that is trained; merged by dlc export", Training>;
defm lora_rank : Value<"lora-rank", "N", "rank of the changes of --lora; 8 if not given", Training>;
defm lora_alpha : Value<"lora-alpha", "X", "the changes of --lora count alpha / rank times; the rank if not given", Training>;
defm lr : Value<"lr", "[PATTERN=]X", "learning rate of an ONNX model, or of the parameters that a pattern matches; 1e-3 if not given", Training>;
defm replace_head : Value<"replace-head", "N", "a new last layer with N outputs", Training>;

// export
defm opset : Value<"opset", "N", "version of ONNX's operator set, 17 to 23; 18 if not given", [ExportCommand]>;

// train
defm out : Value<"out", "DIR", "folder of the run; runs/<model>-<n> if not given", [TrainCommand]>;
defm epochs : Value<"epochs", "N", "passes over the training data", [CompileCommand, TrainCommand]>;
defm max_steps : Value<"max-steps", "N", "stop, saved, after N steps in total", [TrainCommand]>;
defm save_steps : Value<"save-steps", "N", "also save after every N steps", [TrainCommand]>;
defm resume : Value<"resume", "DIR", "continue this run", [TrainCommand]>;
defm init : Value<"init", "FILE", "start from these weights", [TrainCommand]>;
defm lr_scale : Value<"lr-scale", "X", "multiplies the learning rate", [TrainCommand]>;
def profile : Switch<"profile", "the time, arithmetic and bytes of each kernel of a training step", [BenchCommand]>;
def debug_nan : Switch<"debug-nan", "name the first operation that gave no number, if the loss is none; slower", [TrainCommand]>;
def quiet : Switch<"quiet", "no summary, no progress", [TrainCommand]>;
def no_tensorboard : Switch<"no-tensorboard", "write no TensorBoard events", [TrainCommand]>;

// eval, predict
def no_cache : Switch<"no-cache", "compile anew, whatever an earlier command has left in $DLC_CACHE (or ~/.cache/dlc)", [TrainCommand, EvalCommand, PredictCommand]>;
defm split : Value<"split", "NAME", "test or train", [EvalCommand]>;
defm input : Value<"input", "FILE", ".npy, .npz or .safetensors; - is the standard input", [PredictCommand]>;

// generate
defm vocabulary : Value<"vocabulary", "FILE", "the text whose characters are the tokens; those of the weights' run if not given", [GenerateCommand]>;
defm prompt : Value<"prompt", "TEXT", "what the text starts with", [GenerateCommand]>;
defm tokens : Value<"tokens", "N", "tokens to add; 200 if not given", [GenerateCommand]>;
defm temperature : Value<"temperature", "X", "divides the logits; 0 takes the likeliest token each time; 1 if not given", [GenerateCommand]>;
defm top_k : Value<"top-k", "K", "draw from the K likeliest tokens; 0, the default, from all", [GenerateCommand]>;

// inspect, check, bench
def json : Switch<"json", "one object of JSON on the standard output", [EvalCommand, InspectCommand, BenchCommand]>;
def names : Switch<"names", "only the names of the parameters", [InspectCommand]>;
defm dot : Value<"dot", "FILE", "write the graph for Graphviz", [InspectCommand]>;
defm html : Value<"html", "FILE", "write the report as a page", [InspectCommand]>;
def machine : Switch<"machine", "measure this machine, not a model, and keep the figures in $DLC_CACHE (or ~/.cache/dlc) for the cost model", [BenchCommand]>;
defm tolerance : Value<"tolerance", "X", "largest relative error of a gradient; 1e-4 if not given", [CheckCommand]>;
defm repeat : Value<"repeat", "N", "steps to measure; about a second's worth if not given", [BenchCommand]>;
