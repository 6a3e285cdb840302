// SPDX-License-Identifier: Apache-2.0
// The web platform, as far as it is not in C (src/web.h). Order matters where a module takes
// another's class from the global object, as the streams package does with AbortSignal.
import './pairs.js';
import './event.js';
import './abort.js';
import './streams.js';
import './blob.js';
import './form-data.js';
import './headers.js';
import './request.js';
import './response.js';
import './fetch.js';
import './performance.js';
import './crypto.js';
import './buffer.js';
import './inspect.js';
import './intl/index.js';
import './node.js';
