// SPDX-License-Identifier: Apache-2.0
// sinon finds its own parts by ways a bundler cannot follow; its ready-made script comes before the bundle.
module.exports = globalThis.sinon;
