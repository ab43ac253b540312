# RUN: %python -c "print('model m {\n let a = ' + '(' * 5000 + '1\n}')" > %t.parens.dsl
# RUN: %python -c "print('model m {\n let a = ' + '1 + ' * 50000 + '1\n}')" > %t.sum.dsl
# RUN: %python -c "print('model m {\n' + 'if true {' * 5000)" > %t.if.dsl
# RUN: %python -c "print('block b0(x) { return x }\n' + ''.join('block b%%d(x) { return b%%d(x) }\n' %% (i + 1, i) for i in range(5000)) + 'model m {\n input x : f32[batch]\n output y = b5000(x)\n}')" > %t.blocks.dsl
# RUN: not dlc %t.parens.dsl --emit=dl -o - 2>&1 | FileCheck %s
# RUN: not dlc %t.sum.dsl --emit=dl -o - 2>&1 | FileCheck %s
# RUN: not dlc %t.if.dsl --emit=dl -o - 2>&1 | FileCheck %s
# RUN: not dlc %t.blocks.dsl --emit=dl -o - 2>&1 | FileCheck %s --check-prefix=BLOCKS
# A text as deep as this is an error, not a crash.
# CHECK: error: this is nested more than 400 deep
# BLOCKS: error: blocks call each other more than 100 deep
