"""Checks the innermost loops of an assembly file (AT&T syntax).

A loop is the text between a label and the last branch back to it. One of a matrix product has nothing
but multiply-adds, moves and the arithmetic of addresses: it must not touch the stack. No step or kernel
may allocate, copy or free memory. Fails if there is no product at all.
"""
import re
import sys

LABEL = re.compile(r"^(\.LBB\d+_\d+):")
BRANCH = re.compile(r"^\s+j\w+\s+(\.LBB\d+_\d+)")
FUNCTION = re.compile(r"^([A-Za-z_][\w.]*):")
PRODUCT = re.compile(
    r"v(fn?madd|broadcasts|movup|movap|mov[sd]|movd[qu]|insertf|extractf|xorp)|"
    r"(mov|lea|add|sub|inc|dec|cmp|test|j|imul|shl|and|or|xor)\w*$")


def innermost_loops(lines):
    """Ranges of lines, each ended by a branch back to its start, with no other such range inside."""
    starts, loops = {}, []
    for number, line in enumerate(lines):
        if match := LABEL.match(line):
            starts[match[1]] = number
        if (match := BRANCH.match(line)) and match[1] in starts:
            loops.append((starts[match[1]], number))
    return [a for a in loops if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in loops)]


def is_product(body):
    instructions = [line.split()[0] for line in body if line[:1].isspace() and line.strip()[:1] != "."]
    return any(name.startswith("vfmadd") for name in instructions) and all(
        PRODUCT.match(name) for name in instructions)


def main():
    lines = [line.split("#")[0].rstrip() for line in sys.stdin]
    faults, count, function = [], 0, ""
    for number, line in enumerate(lines):
        if match := FUNCTION.match(line):
            function = match[1]
        # `get_param` and `set_param` copy: that is what they are for.
        if "param" not in function and re.search(
                r"call\w*\s+(malloc|calloc|free|memcpy|memmove|aligned_alloc|memrefCopy)\b", line):
            faults.append((number, line))
    for first, last in innermost_loops(lines):
        body = lines[first : last + 1]
        if not is_product(body):
            continue
        count += 1
        faults += [(n, line) for n, line in enumerate(body, first) if "(%rsp" in line]
    for number, line in faults:
        print(f"line {number + 1}: {line.strip()}")
    print(f"products: {count}, faults: {len(faults)}")
    return 1 if faults or not count else 0


sys.exit(main())
