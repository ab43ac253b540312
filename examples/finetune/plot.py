#!/usr/bin/env python3
"""Draws the test accuracy of runs over their steps: plot.py accuracy.svg NAME=RUN..."""
import json
import os
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 56, 120, 16, 44
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]


def read(run):
    """[(step, accuracy)] of the test split, once an epoch."""
    points = []
    with open(os.path.join(run, "metrics.jsonl")) as file:
        for line in file:
            entry = json.loads(line)
            if "val_accuracy" in entry:
                points.append((entry["step"], entry["val_accuracy"]))
    return points


def main():
    curves = [(name, read(run)) for name, run in (argument.split("=", 1) for argument in sys.argv[2:])]
    last = max(step for _, points in curves for step, _ in points)
    low = min(accuracy for _, points in curves for _, accuracy in points) // 0.1 * 0.1
    high = min(1.0, max(accuracy for _, points in curves for _, accuracy in points) // 0.1 * 0.1 + 0.1)
    x = lambda step: LEFT + (WIDTH - LEFT - RIGHT) * step / last
    y = lambda accuracy: HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (accuracy - low) / (high - low)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for tenth in range(round(low * 10), round(high * 10) + 1):
        out.append(f'<path d="M{LEFT} {y(tenth / 10):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 6}" y="{y(tenth / 10) + 4:.1f}" text-anchor="end">{tenth * 10} %</text>')
    for quarter in range(5):
        out.append(f'<text x="{x(last * quarter / 4):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{last * quarter // 4}</text>')
    out.append(f'<text x="{x(last / 2):.1f}" y="{HEIGHT - 8}" text-anchor="middle">steps</text>')
    ends = sorted(((points[-1][1], i) for i, (_, points) in enumerate(curves)), reverse=True)
    place = -1e9
    for accuracy, i in ends:
        name, points = curves[i]
        colour = COLOURS[i % len(COLOURS)]
        place = max(y(accuracy) + 4, place + 14)
        line = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
                   f'<text x="{WIDTH - RIGHT + 8}" y="{place:.1f}" fill="{colour}">{name}</text>')
    with open(sys.argv[1], "w") as file:
        file.write("\n".join(out + ["</svg>\n"]))


if __name__ == "__main__":
    main()
