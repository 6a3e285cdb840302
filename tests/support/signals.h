/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka sets its own handlers of SIGSEGV, SIGILL, SIGFPE and SIGBUS before every test; the engine
 * set its own when its first module was loaded and relies on them from then on. */
#ifndef SUPPORT_SIGNALS_H
#define SUPPORT_SIGNALS_H

/* Remembers the handlers in force, the first time it is called: after a module was loaded. */
void signals_keep(void);
/* Puts the remembered ones back; before there are any, nothing. */
void signals_take_back(void);

#endif
