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

// expected-warning @+1 {{the number of steps of the run is not known, so 'schedule' of kind 'cosine' keeps its highest rate; give it 'steps'}}
module attributes {dl.train = {schedule = {kind = "cosine"}}} {
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
