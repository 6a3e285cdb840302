/* SPDX-License-Identifier: Apache-2.0 */
/* Texts made from the tables: exit codes, limits, the man page. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

void help_exit_codes(void);
void help_limits(void);
void man_page(void);

#endif
