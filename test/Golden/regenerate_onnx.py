#!/usr/bin/env python3
"""Writes onnx/NAME-EXPORTER.onnx and onnx/NAME.safetensors: small models of known shapes with random weights,
exported by both exporters of PyTorch, and what PyTorch computes of them. The newer exporter merges batch norm
into convolutions, so that resnet18-fused.safetensors has the values and gradients of such weights.

Run with torch==2.13.0, onnx, onnxscript, numpy and safetensors. Each .safetensors file holds
  the inputs and the target `label`, by name
  output.NAME              the outputs, in eval mode
  loss                     cross entropy of the first output (of all its positions) and label, in eval mode
  weight.NAME, gradient.NAME   the parameters and the loss's gradients, as PyTorch lays them out
Inputs/compare_imported.c compares a compiled model with it.
"""
import copy
import math
import os
import warnings

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx")
BATCH = 3


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        same = x if self.downsample is None else self.downsample(x)
        return self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))) + same)


class ResNet18(nn.Module):
    """He et al.: Deep Residual Learning for Image Recognition, CVPR 2016, with few channels."""

    def __init__(self, widths=(4, 6, 8, 10), classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = widths[0]
        for i, width in enumerate(widths):
            blocks = nn.Sequential(BasicBlock(inputs, width, 1 if i == 0 else 2), BasicBlock(width, width, 1))
            self.add_module(f"layer{i + 1}", blocks)
            inputs = width
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, image):
        x = self.maxpool(F.relu(self.bn1(self.conv1(image))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class BertLayer(nn.Module):
    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.output = nn.Linear(width, width)
        self.output_norm = nn.LayerNorm(width, eps=1e-12)
        self.intermediate = nn.Linear(width, inner)
        self.final = nn.Linear(inner, width)
        self.final_norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def split(self, x):
        return x.view(x.size(0), x.size(1), self.heads, x.size(2) // self.heads).permute(0, 2, 1, 3)

    def forward(self, x, bias):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.size(-1)) + bias
        context = (self.dropout(scores.softmax(-1)) @ v).permute(0, 2, 1, 3).flatten(2)
        x = self.output_norm(x + self.dropout(self.output(context)))
        return self.final_norm(x + self.dropout(self.final(F.gelu(self.intermediate(x)))))


class BertTiny(nn.Module):
    """Devlin et al.: BERT, NAACL 2019: embeddings, encoder, pooler and a classifier."""

    def __init__(self, vocabulary=60, length=9, width=24, heads=2, layers=2, inner=48, classes=3):
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(length, width)
        self.kind = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layer = nn.ModuleList(BertLayer(width, heads, inner) for _ in range(layers))
        self.pooler = nn.Linear(width, width)
        self.classifier = nn.Linear(width, classes)
        self.dropout = nn.Dropout(0.1)

    def forward(self, input_ids, token_type_ids, attention_mask):
        places = torch.arange(input_ids.size(1), device=input_ids.device).unsqueeze(0)
        x = self.word(input_ids) + self.position(places) + self.kind(token_type_ids)
        x = self.dropout(self.norm(x))
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layer:
            x = layer(x, bias)
        return self.classifier(self.dropout(torch.tanh(self.pooler(x[:, 0])))), x


class GPT2Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln_1 = nn.LayerNorm(width)
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)
        self.ln_2 = nn.LayerNorm(width)
        self.c_fc = nn.Linear(width, 4 * width)
        self.mlp_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, d = x.size()
        q, k, v = (part.view(b, t, self.heads, d // self.heads).transpose(1, 2)
                   for part in self.c_attn(self.ln_1(x)).split(d, dim=2))
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.c_proj(seen.transpose(1, 2).reshape(b, t, d))
        return x + self.mlp_proj(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class GPT2Tiny(nn.Module):
    """Radford et al.: Language Models are Unsupervised Multitask Learners, 2019; the last layer is the embedding's."""

    def __init__(self, vocabulary=50, length=10, width=24, heads=3, layers=2):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(length, width)
        self.h = nn.ModuleList(GPT2Block(width, heads) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.size(1), device=tokens.device))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


def randomise(model):
    """Biases, scales and statistics that are neither 0 nor 1, so that a lost one shows."""
    for name, value in list(model.named_parameters()) + list(model.named_buffers()):
        if value.dtype != torch.float32:
            continue
        with torch.no_grad():
            if name.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif value.dim() == 1:
                is_scale = name.endswith("weight")
                value.uniform_(0.8, 1.2) if is_scale else value.uniform_(-0.1, 0.1)
            elif "word" in name or "wte" in name or "position" in name or "wpe" in name or "kind" in name:
                value.normal_(0, 0.5)
            else:
                bound = math.sqrt(6 / value[0].numel())
                value.uniform_(-bound, bound)


def cases():
    integers = lambda most, *shape: torch.randint(0, most, shape)
    mask = torch.ones(BATCH, 9, dtype=torch.int64)
    mask[1, 6:] = mask[2, 4:] = 0
    yield ("resnet18", ResNet18(), {"image": torch.randn(BATCH, 3, 32, 32)}, ["logits"], integers(10, BATCH))
    yield ("bert", BertTiny(), {"input_ids": integers(60, BATCH, 9), "token_type_ids": integers(2, BATCH, 9),
                                "attention_mask": mask}, ["logits", "hidden"], integers(3, BATCH))
    yield ("gpt2", GPT2Tiny(), {"tokens": integers(50, BATCH, 10)}, ["logits"], integers(50, BATCH, 10))


def export(name, model, inputs, outputs):
    arguments = tuple(inputs.values())
    axes = {key: {0: "batch"} for key in list(inputs) + outputs}
    torch.onnx.export(model, arguments, os.path.join(FOLDER, f"{name}-torchscript.onnx"), input_names=list(inputs),
                      output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False,
                      training=torch.onnx.TrainingMode.PRESERVE)  # batch norm stays a layer of its own
    program = torch.onnx.export(model, arguments, input_names=list(inputs), output_names=outputs, dynamo=True,
                                dynamic_shapes={key: {0: torch.export.Dim("batch")} for key in inputs}, verbose=False)
    program.save(os.path.join(FOLDER, f"{name}-dynamo.onnx"), external_data=False)


def fused(model):
    """The same function with batch norm merged into the convolution before it."""
    model = copy.deepcopy(model)
    for module in list(model.modules()):
        pairs = [("conv1", "bn1"), ("conv2", "bn2")] if hasattr(module, "bn1") else []
        for conv, norm in pairs:
            if hasattr(module, conv):
                setattr(module, conv, fuse_conv_bn_eval(getattr(module, conv), getattr(module, norm)))
                setattr(module, norm, nn.Identity())
        if getattr(module, "downsample", None) is not None:
            module.downsample = fuse_conv_bn_eval(*module.downsample)
    return model.requires_grad_()


def record(path, model, inputs, outputs, label):
    model.zero_grad()
    results = model(**inputs)
    results = results if isinstance(results, tuple) else (results,)
    loss = F.cross_entropy(results[0].flatten(0, -2), label.flatten())
    loss.backward()
    recorded = {key: value.numpy() for key, value in inputs.items()}
    recorded["label"] = label.numpy().astype(np.int32)
    recorded["loss"] = np.array([loss.item()], np.float32)
    recorded |= {f"output.{key}": value.detach().numpy() for key, value in zip(outputs, results)}
    recorded |= {f"weight.{key}": value.detach().numpy() for key, value in model.named_parameters()}
    recorded |= {f"gradient.{key}": value.grad.numpy() for key, value in model.named_parameters()}
    save_file({key: np.ascontiguousarray(value) for key, value in recorded.items()}, path)


def slim(path):
    """Leaves out where in which source file a node comes from."""
    model = onnx.load(path)
    for part in [model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input,
                 *model.graph.output, *model.graph.initializer]:
        if hasattr(part, "metadata_props"):
            part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, path)


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    os.makedirs(FOLDER, exist_ok=True)
    for name, model, inputs, outputs, label in cases():
        torch.manual_seed(1)
        randomise(model)
        model.eval()
        record(os.path.join(FOLDER, f"{name}.safetensors"), model, inputs, outputs, label)
        if name == "resnet18":
            record(os.path.join(FOLDER, f"{name}-fused.safetensors"), fused(model), inputs, outputs, label)
        export(name, model, inputs, outputs)
        for exporter in ("torchscript", "dynamo"):
            slim(os.path.join(FOLDER, f"{name}-{exporter}.onnx"))


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
