# Prints each file that breaks a rule of the layout; nothing if all is well.
cd "$1" || exit 1

# refuse WHY PATTERN FOLDERS...: no file below the folders may include what matches the pattern.
refuse() {
  why=$1 pattern=$2
  shift 2
  for folder in "$@"; do
    [ -d "$folder" ] || continue
    grep -rnE "^ *#include [<\"]($pattern)" "$folder" --include='*.h' --include='*.c' \
      --include='*.cpp' | sed "s/^/$why: /"
  done
}

# tools -> Pipeline -> the parts -> Dialect/DL -> Interfaces
refuse 'the dialects know nothing above them' \
  'dlc/(Frontend|Autodiff|Transforms|Conversion|Codegen|Target|Pipeline)/' \
  compiler/Dialect include/dlc/Dialect compiler/Interfaces include/dlc/Interfaces
refuse 'interfaces know no dialect' 'dlc/Dialect/' compiler/Interfaces include/dlc/Interfaces
for part in Frontend Autodiff Transforms Conversion; do
  others=$(echo 'Frontend Autodiff Transforms Conversion' | sed "s/$part//; s/^ *//; s/  */|/g")
  refuse "$part knows no other part" "dlc/($others|Target|Pipeline)/" \
    compiler/$part include/dlc/$part
done
refuse 'code generation knows no graphs' 'dlc/(Dialect/DL|Frontend|Autodiff|Transforms|Pipeline)/' \
  compiler/Codegen include/dlc/Codegen
refuse 'targets know no graphs' 'dlc/(Dialect/DL|Frontend|Autodiff|Transforms|Conversion|Codegen|Pipeline)/' \
  compiler/Target include/dlc/Target
refuse 'only the ONNX front end knows protobuf' '(google/protobuf|onnx)' \
  compiler/Dialect compiler/Interfaces compiler/Frontend/DSL compiler/Autodiff \
  compiler/Transforms compiler/Conversion compiler/Codegen compiler/Target compiler/Pipeline runtime
refuse 'the runtime knows no compiler' '(dlc|mlir|llvm)/' runtime include/dlrt
refuse 'the compiler knows the ABI alone of the runtime' 'dlrt/(core|checkpoint|optim|train/.*)\.h' \
  compiler include/dlc
grep -rnE 'target_link_libraries.*dlrt|LINK.*dlrt' compiler --include=CMakeLists.txt |
  sed 's/^/the compiler does not link the runtime: /'

# The ABI is C, and the same for all.
refuse 'the C headers include no C++' '[a-z_]+>' include/dlrt/train/Main.h
for header in include/dlrt/*.h; do
  grep -nE '#include <(string|vector|memory|cstd)' "$header" | sed "s|^|$header is C: |"
done

# Options belong to tools, words of unfinished work to nobody.
grep -rnE 'cl::opt|cl::list' compiler include/dlc runtime | sed 's/^/options of passes are typed: /'
grep -rnE 'TODO|FIXME' compiler include runtime tools --include='*.h' --include='*.c' \
  --include='*.cpp' --include='*.td' | sed 's/^/unfinished: /'

# include/dlc mirrors compiler.
for folder in include/dlc/*/; do
  name=$(basename "$folder")
  [ -d "compiler/$name" ] || echo "include/dlc/$name has no compiler/$name"
done

# The top level is fixed.
for entry in *; do
  case $entry in
  CMakeLists.txt | LICENSE | README.md | include | compiler | runtime | tools | examples | test) ;;
  build* | runs) ;; # not part of the repository
  *) echo "unexpected at the top level: $entry" ;;
  esac
done

# No source file grows beyond what can be read at once.
find compiler include runtime tools test examples -name '*.h' -o -name '*.c' -o -name '*.cpp' \
  -o -name '*.td' | while read -r file; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 600 ] || echo "$file has $lines lines, more than 600"
done
exit 0
