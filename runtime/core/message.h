/* How the files of libdlrt write a dlrt_message. */
#ifndef DLRT_CORE_MESSAGE_H
#define DLRT_CORE_MESSAGE_H

#include "dlrt/core.h"

/* Formats into `message` unless it is null; returns -1, so that a failing function can return it.
 */
__attribute__((format(printf, 2, 3))) int dlrt_fail(dlrt_message *message, const char *format, ...);

#endif
