// SPDX-License-Identifier: Apache-2.0
// Everything a program finds when it starts, beside the language itself.
import './artifact.js';
import './console.js';
import './process.js';
import './modules.js';
import '../web/index.js';
