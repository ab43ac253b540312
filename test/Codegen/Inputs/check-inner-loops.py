"""Checks the innermost loops of an assembly file (x86, AT&T syntax).

A loop is the text between a label and the last branch back to it. Where there are steps of training,
loops are those of the functions that such a step calls.
 - A loop with multiply-adds must not reload a register from the stack: no load from an address of the
   stack pointer, or of a frame pointer, and a constant. (With an index as well it is an array.) Loops of
   products, of multiply-adds, moves and addresses alone, may not at all, or with --per-reload=N once for each N
   multiply-adds; the loops of polynomials together so often as --reloads=N says, by default never.
 - No innermost loop may call a function that is not in the file: those come from libm and libgcc.
 - No step or kernel may allocate, copy or free memory.
Fails if there is no loop with multiply-adds at all. Prints what it found, function by function.
"""
import argparse
import re
import sys

LABEL = re.compile(r"^(\.LBB\d+_\d+):")
BRANCH = re.compile(r"^\s+j\w+\s+(\.LBB\d+_\d+)")
FUNCTION = re.compile(r"^([A-Za-z_][\w.]*):")
CALL = re.compile(r"^\s+(?:call|jmp)\w*\s+([A-Za-z_][\w.]*)")
MEMORY = re.compile(r"\b(malloc|calloc|free|memcpy|memmove|memset|aligned_alloc|memrefCopy)\b")
MULTIPLY_ADD = re.compile(r"^\s+v(fn?m(add|sub)|dpbf16)")
IN_PRODUCT = re.compile(
    r"^\s+(v(fn?madd|dpbf16|broadcasts|pbroadcast|movup|movap|mov[sd]|movd[qu]|insertf|extractf|xorp|pslld|pmovzx)|"
    r"(mov|lea|add|sub|inc|dec|cmp|test|j|imul|shl|and|or|xor|prefetch)\w*\s)")


def functions(lines):
    """(name, first line, line behind the last) of each function."""
    starts = [(match[1], n) for n, line in enumerate(lines) if (match := FUNCTION.match(line))]
    ends = [n for _, n in starts[1:]] + [len(lines)]
    return [(name, first, last) for (name, first), last in zip(starts, ends)]


def called_in_training(lines, parts):
    """The names of all that steps of training call, and of these; of all functions if there are none."""
    calls = {name: {call[1] for n in range(first, last) if (call := CALL.match(lines[n]))}
             for name, first, last in parts}
    pending = [name for name in calls if re.match(r"(train_step|accumulate|apply)\b", name)]
    found = set()
    while pending:
        name = pending.pop()
        if name in calls and name not in found:
            found.add(name)
            pending += calls[name]
    return found or set(calls)


def innermost_loops(lines, first, last):
    """Ranges of lines, each ended by a branch back to its start, with no other such range inside."""
    starts, loops = {}, []
    for number in range(first, last):
        if match := LABEL.match(lines[number]):
            starts[match[1]] = number
        if (match := BRANCH.match(lines[number])) and match[1] in starts:
            loops.append((starts[match[1]], number))
    return [a for a in loops if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in loops)]


def loads_from(line, registers):
    """Whether an instruction reads memory at a constant distance from one of `registers`."""
    parts = line.split(None, 1)
    if len(parts) < 2 or parts[0].startswith("lea"):
        return False
    address = re.search(r"\((%\w+)\)", parts[1])
    if not address or address[1] not in registers:
        return False
    # The destination is the last operand: what ends there is a store, unless it only compares.
    return not parts[1].endswith(")") or parts[0].startswith(("cmp", "test", "vucomis", "add", "sub"))


def main():
    lines = [line.split("#")[0].rstrip() for line in sys.stdin]
    parser = argparse.ArgumentParser()
    parser.add_argument("--reloads", type=int, default=0)
    parser.add_argument("--per-reload", type=int)
    options = parser.parse_args()
    faults, reloads, products = [], [], 0
    parts = functions(lines)
    names = {name for name, _, _ in parts}
    training = called_in_training(lines, parts)
    for name, first, last in parts:
        body = range(first, last)
        # `get_param` and `set_param` copy: that is what they are for.
        if "param" not in name:
            faults += [(n, name) for n in body if CALL.match(lines[n]) and MEMORY.search(lines[n])]
        if name not in training:
            continue
        has_frame = any(re.match(r"^\s+movq\s+%rsp, %rbp", lines[n]) for n in body)
        stack = {"%rsp", "%rbp"} if has_frame else {"%rsp"}
        for begin, end in innermost_loops(lines, first, last):
            loop = range(begin, end + 1)
            faults += [(n, name) for n in loop
                       if (call := CALL.match(lines[n])) and call[1] not in names]
            if not any(MULTIPLY_ADD.match(lines[n]) for n in loop):
                continue
            code = [lines[n] for n in loop if re.match(r"^\s+\w", lines[n])]
            is_product = all(map(IN_PRODUCT.match, code))
            products += is_product
            found = [(n, name) for n in loop if loads_from(lines[n], stack)]
            if not is_product:
                reloads += found
                continue
            multiply_adds = sum(bool(MULTIPLY_ADD.match(line)) for line in code)
            if not options.per_reload or len(found) * options.per_reload > multiply_adds:
                faults += found
    for number, name in sorted(set(faults + reloads)):
        print(f"line {number + 1}, {name}: {lines[number].strip()}")
    print(f"products: {products}, faults: {len(set(faults))}, reloads beside polynomials: {len(set(reloads))}")
    return 1 if faults or not products or len(set(reloads)) > options.reloads else 0


sys.exit(main())
