#!/usr/bin/env python3
"""Writes optimizers.json: ten steps of each optimizer, schedule, clipping and grouping on fixed gradients.

Run with torch==2.13.0. Everything is f64. PyTorch has all of them but Lion and Lamb, which are written
out here from their papers. Each case has the `dl.train` settings under test and the elements of all
parameters, one after another, after some of the steps. `check_optimizers.py` compares what dlc computes.
"""
import fnmatch
import json
import math
import os

import numpy as np
import torch

STEPS = 10
RECORDED = (1, 2, STEPS)
WEIGHT = [[0.5, -1.25, 0.75], [2.0, 0.1, -0.3]]
BIAS = [0.2, -0.4, 0.9]


def gradient(step, index):
    """Deterministic, of changing sign and size."""
    return round(math.sin(1.3 * step + 2.1 * index) * (1 + 0.2 * index), 3)


def gradients(step):
    flat = [gradient(step, index) for index in range(9)]
    return np.array(flat[:6]).reshape(2, 3), np.array(flat[6:])


class Lion(torch.optim.Optimizer):
    """Chen et al.: Symbolic Discovery of Optimization Algorithms, program 1."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                update = torch.sign(beta1 * m + (1 - beta1) * p.grad)
                p -= group["lr"] * (update + group["weight_decay"] * p)
                self.state[p]["m"] = beta2 * m + (1 - beta2) * p.grad


class Lamb(torch.optim.Optimizer):
    """You et al.: Large Batch Optimization for Deep Learning, algorithm 2, phi the identity."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                s = self.state[p]
                s["t"] = s.get("t", 0) + 1
                s["m"] = beta1 * s.get("m", 0) + (1 - beta1) * p.grad
                s["v"] = beta2 * s.get("v", 0) + (1 - beta2) * p.grad**2
                m = s["m"] / (1 - beta1 ** s["t"])
                v = s["v"] / (1 - beta2 ** s["t"])
                r = m / (v.sqrt() + group["eps"]) + group["weight_decay"] * p
                ratio = p.norm() / r.norm() if p.norm() > 0 and r.norm() > 0 else 1.0
                p -= group["lr"] * ratio * r


def make_groups(params, groups):
    """Groups of PyTorch: the parameters are "w" and "b", and the first pattern that matches counts."""
    chosen = [{"params": [p]} for p in params]
    for group, name in zip(chosen, "wb"):
        matching = [g for g in groups if fnmatch.fnmatch(name, g["pattern"])]
        for settings in matching[:1]:
            group.update({k: v for k, v in settings.items() if k != "pattern"})
    return chosen


def make_optimizer(params, settings):
    options = {k: v for k, v in settings.items() if k != "kind"}
    if "beta1" in options:
        options["betas"] = (options.pop("beta1"), options.pop("beta2"))
    if "initial_accumulator" in options:
        options["initial_accumulator_value"] = options.pop("initial_accumulator")
    kind = settings["kind"]
    if kind in ("momentum", "nesterov"):
        options.setdefault("momentum", 0.9)
        options["nesterov"] = kind == "nesterov"
        kind = "sgd"
    classes = {"sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop,
               "adagrad": torch.optim.Adagrad, "adam": torch.optim.Adam,
               "adamw": torch.optim.AdamW, "lion": Lion, "lamb": Lamb}
    return classes[kind](params, **options)


def make_schedule(optimizer, settings):
    schedulers = torch.optim.lr_scheduler
    if not settings:
        return None
    rate = optimizer.param_groups[0]["lr"]

    def warmup():
        n = settings["warmup"]
        return schedulers.LinearLR(optimizer, start_factor=1 / n, total_iters=n - 1)

    def cosine(steps):
        return schedulers.CosineAnnealingLR(optimizer, steps, eta_min=rate * settings["floor"])

    kind = settings["kind"]
    if kind == "step":
        return schedulers.StepLR(optimizer, settings["every"], settings["gamma"])
    if kind == "exponential":
        return schedulers.ExponentialLR(optimizer, settings["gamma"] ** (1 / settings["every"]))
    if kind == "cosine":
        return cosine(settings["steps"] or STEPS)
    if kind == "warmup":
        return warmup()
    n = settings["warmup"]
    return schedulers.SequentialLR(optimizer, [warmup(), cosine((settings["steps"] or STEPS) - n)], [n])


def run(case):
    params = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (WEIGHT, BIAS)]
    optimizer = make_optimizer(make_groups(params, case.get("groups", [])), case["optimizer"])
    schedule = make_schedule(optimizer, case.get("schedule"))
    clip = case.get("clip", {})
    after = {}
    for step in range(STEPS):
        for p, g in zip(params, gradients(step)):
            p.grad = torch.tensor(g)
        if clip.get("kind") == "global_norm":
            torch.nn.utils.clip_grad_norm_(params, clip["value"])
        if clip.get("kind") == "value":
            torch.nn.utils.clip_grad_value_(params, clip["value"])
        optimizer.step()
        if schedule:
            schedule.step()
        if step + 1 in RECORDED:
            after[step + 1] = [x for p in params for x in p.detach().flatten().tolist()]
    return after


SGD = {"kind": "sgd", "lr": 0.1}
CASES = {
    "sgd": {"optimizer": {"kind": "sgd"}},
    "sgd_weight_decay": {"optimizer": {**SGD, "weight_decay": 0.05}},
    "sgd_momentum": {"optimizer": {**SGD, "momentum": 0.8}},
    "sgd_dampening": {"optimizer": {**SGD, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.01}},
    "momentum": {"optimizer": {"kind": "momentum", "lr": 0.05}},
    "nesterov": {"optimizer": {"kind": "nesterov", "lr": 0.05}},
    "rmsprop": {"optimizer": {"kind": "rmsprop"}},
    "rmsprop_momentum": {"optimizer": {"kind": "rmsprop", "lr": 0.02, "alpha": 0.9, "eps": 1e-5,
                                       "momentum": 0.7, "weight_decay": 0.01}},
    "adagrad": {"optimizer": {"kind": "adagrad"}},
    "adagrad_all": {"optimizer": {"kind": "adagrad", "lr": 0.2, "lr_decay": 0.1, "eps": 1e-6,
                                  "initial_accumulator": 0.5, "weight_decay": 0.01}},
    "adam": {"optimizer": {"kind": "adam"}},
    "adam_weight_decay": {"optimizer": {"kind": "adam", "lr": 0.02, "beta1": 0.8, "beta2": 0.95,
                                        "eps": 1e-4, "weight_decay": 0.05}},
    "adamw": {"optimizer": {"kind": "adamw"}},
    "adamw_weight_decay": {"optimizer": {"kind": "adamw", "lr": 0.02, "weight_decay": 0.2}},
    "lion": {"optimizer": {"kind": "lion"}},
    "lion_weight_decay": {"optimizer": {"kind": "lion", "lr": 0.01, "weight_decay": 0.1}},
    "lamb": {"optimizer": {"kind": "lamb"}},
    "lamb_weight_decay": {"optimizer": {"kind": "lamb", "lr": 0.02, "weight_decay": 0.1}},
    "clip_value": {"optimizer": SGD, "clip": {"kind": "value", "value": 0.5}},
    "clip_global_norm": {"optimizer": SGD, "clip": {"kind": "global_norm", "value": 3.0}},
    "schedule_step": {"optimizer": SGD, "schedule": {"kind": "step", "every": 3, "gamma": 0.5}},
    "schedule_exponential": {"optimizer": SGD,
                             "schedule": {"kind": "exponential", "every": 2, "gamma": 0.7}},
    "schedule_cosine": {"optimizer": SGD,
                        "schedule": {"kind": "cosine", "steps": 10, "floor": 0.1}},
    "schedule_warmup": {"optimizer": SGD, "schedule": {"kind": "warmup", "warmup": 4}},
    "schedule_warmup_cosine": {"optimizer": SGD, "schedule": {
        "kind": "warmup_cosine", "warmup": 4, "steps": 10, "floor": 0.2}},
    # Without steps, the length of the run: STEPS.
    "schedule_cosine_run": {"optimizer": SGD,
                            "schedule": {"kind": "cosine", "steps": 0, "floor": 0.1}},
    "schedule_warmup_cosine_run": {"optimizer": SGD, "schedule": {
        "kind": "warmup_cosine", "warmup": 4, "steps": 0, "floor": 0.2}},
    "groups_weight_decay": {"optimizer": {"kind": "adamw", "lr": 0.02, "weight_decay": 0.2},
                            "groups": [{"pattern": "b", "weight_decay": 0.0}]},
    "groups_lr": {"optimizer": {"kind": "adam", "lr": 0.02, "weight_decay": 0.1},
                  "groups": [{"pattern": "w", "lr": 0.005, "weight_decay": 0.05},
                             {"pattern": "*", "lr": 0.1}]},
    "groups_schedule": {"optimizer": {**SGD, "momentum": 0.8},
                        "schedule": {"kind": "exponential", "every": 2, "gamma": 0.7},
                        "groups": [{"pattern": "b", "lr": 0.01}]},
}


def main():
    torch.set_num_threads(1)
    cases = {name: {**case, "after": run(case)} for name, case in CASES.items()}
    inputs = [[g.flatten().tolist() for g in gradients(step)] for step in range(STEPS)]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers.json")
    with open(path, "w") as file:
        file.write('{"source": "regenerate_optimizers.py with torch %s",\n' % torch.__version__)
        file.write('"weight": %s,\n"bias": %s,\n' % (json.dumps(WEIGHT), json.dumps(BIAS)))
        file.write('"gradients": [\n%s],\n' % ",\n".join(map(json.dumps, inputs)))
        file.write('"cases": {\n')
        lines = []
        for name, case in cases.items():
            after = ",\n  ".join('"%d": [%s]' % (step, ", ".join("%.13g" % x for x in values))
                                for step, values in case.pop("after").items())
            lines.append('"%s": {"train": %s, "after": {\n  %s}}' % (name, json.dumps(case), after))
        file.write(",\n".join(lines) + "}}\n")


if __name__ == "__main__":
    main()
