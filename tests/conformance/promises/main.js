// SPDX-License-Identifier: Apache-2.0
// What is bundled into one script: the globals that the suite uses, then the suite, then its run.
import './adapter.js';
import { runTests } from './harness.js';
import 'promises-aplus-tests/lib/testFiles.js';

export { runTests };
