/* SPDX-License-Identifier: Apache-2.0 */
/* The lines around a place in a source, with a caret under the column. */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include "base/buf.h"

/* Most characters of a line that are shown; longer ones are cut around the caret. */
#define EXCERPT_COLUMNS 100

/* Appends the line before, the line, the caret, the line after; lines and columns count from 1,
 * columns in characters. False, with nothing appended, when the source has no such line. */
bool excerpt_write(struct slice source, uint64_t line, uint64_t column, struct buf *out);

/* Appends text of a program's making for a terminal: control and direction-changing characters and
 * malformed bytes become U+FFFD, a tab one space; line ends stay when `lines` is set. */
void excerpt_clean(struct slice text, bool lines, struct buf *out);

#endif
