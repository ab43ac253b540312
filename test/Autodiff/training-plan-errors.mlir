// RUN: dlc-opt %s --split-input-file --verify-diagnostics --dl-build-steps

// expected-error @+1 {{'optimizer' has the unknown kind 'adamm', expected one of sgd, momentum, nesterov, rmsprop, adagrad, adam, adamw, lion, lamb}}
module attributes {dl.train = {optimizer = {kind = "adamm"}}} {
}

// -----

// expected-error @+1 {{'optimizer' of kind 'lion' has no number 'momentum', only beta1, beta2, lr, weight_decay}}
module attributes {dl.train = {optimizer = {kind = "lion", momentum = 0.9}}} {
}

// -----

// expected-error @+1 {{'lr' of 'optimizer' must be a number, got "fast"}}
module attributes {dl.train = {optimizer = {kind = "sgd", lr = "fast"}}} {
}

// -----

// expected-error @+1 {{'beta2' of 'optimizer' must lie in [0, 1), got 1}}
module attributes {dl.train = {optimizer = {kind = "adam", beta2 = 1.0}}} {
}

// -----

// expected-error @+1 {{'schedule' has the unknown kind 'sine', expected one of constant, step, exponential, cosine, warmup, warmup_cosine}}
module attributes {dl.train = {schedule = {kind = "sine"}}} {
}

// -----

// expected-error @+1 {{'every' of 'schedule' must be above 0, got 0}}
module attributes {dl.train = {schedule = {kind = "step", every = 0 : i64}}} {
}

// -----

// expected-error @+1 {{'steps' of 'schedule' must be above 'warmup', 100, got 50}}
module attributes {dl.train = {schedule = {kind = "warmup_cosine", warmup = 100 : i64, steps = 50 : i64}}} {
}

// -----

// expected-error @+1 {{'accumulate' must be at least 1, got 0 : i64}}
module attributes {dl.train = {accumulate = 0 : i64}} {
}

// -----

// expected-error @+1 {{a group of 'groups' needs a 'pattern', got {lr = 1.000000e-01 : f64}}}
module attributes {dl.train = {groups = [{lr = 0.1}]}} {
}

// -----

// expected-error @+1 {{the pattern '*.bias' of 'groups' matches no parameter that is trained}}
module attributes {dl.train = {groups = [{pattern = "*.bias", lr = 0.1}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
}

// -----

// expected-error @+1 {{'weight_decay' must be a number of at least 0, got -1.000000e-01 : f64}}
module attributes {dl.train = {groups = [{pattern = "w", weight_decay = -0.1}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
}

// -----

// expected-error @+1 {{a phase needs a 'name' and a 'loss', got {name = "a"}}}
module attributes {dl.train = {phases = [{name = "a"}]}} {
}

// -----

// expected-error @+1 {{the pattern 'v' of 'update' matches no parameter that is trained}}
module attributes {dl.train = {phases = [{name = "a", loss = "loss", update = ["v"]}]}} {
  dl.variable @w parameter : tensor<3xf32> init "zeros" trainable
  dl.variable @v parameter : tensor<3xf32> init "zeros"
}

// -----

// expected-error @+1 {{'every' of phase 'a' must be at least 1, got 0 : i64}}
module attributes {dl.train = {phases = [{name = "a", loss = "loss", every = 0 : i64}]}} {
}

// -----

// expected-error @+1 {{'repeat' of phase 'a' must be at least 1, got -2 : i64}}
module attributes {dl.train = {phases = [{name = "a", loss = "loss", repeat = -2 : i64}]}} {
}

// -----

// expected-error @+1 {{'accumulate' and several phases exclude each other}}
module attributes {dl.train = {accumulate = 2 : i64, phases = [{name = "a", loss = "x"}, {name = "b", loss = "y"}]}} {
}

// -----

// expected-error @+1 {{'clip' has the unknown kind 'norm', expected one of value, global_norm}}
module attributes {dl.train = {clip = {kind = "norm"}}} {
}

// -----

// expected-error @+1 {{'value' of 'clip' must be above 0, got 0}}
module attributes {dl.train = {clip = {kind = "value"}}} {
}

// -----

// expected-error @+1 {{'l2' must be a number of at least 0, got -1.000000e+00 : f64}}
module attributes {dl.train = {l2 = -1.0}} {
}

// -----

// expected-error @+1 {{'weight_decay' must be a number of at least 0, got "much"}}
module attributes {dl.train = {weight_decay = "much"}} {
}
