# build-cpp.sh COMPILER MARCH SOURCE_ROOT NAME: NAME.cpp becomes NAME.COMPILER.so; a warning is an error.
exec "$1" -std=c++17 -O2 "-march=$2" -Wall -Wextra -Werror -fPIC -shared -I "$3/include" "$4.cpp" -o "$4.$1.so"
