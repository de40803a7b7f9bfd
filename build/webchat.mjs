// Puts Microsoft's Web Chat into a folder: fetched as the package's own archive, checked against a pinned hash, compressed once.
// Usage: node webchat.mjs VERSION INTEGRITY FOLDER
// A second run with everything in place does nothing, and needs no network.

import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { fromPackage } from './npm-package.mjs';

const [version, integrity, folder] = process.argv.slice(2);

await fromPackage({
  name: 'botframework-webchat',
  version,
  integrity,
  folder: resolve(folder),
  code: 'WEBCHAT01',
  unpack: async (entry, place) => {
    const script = entry('package/dist/webchat.js');
    const [brotli, gzipped] = await Promise.all([
      promisify(brotliCompress)(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: script.length } }),
      promisify(gzip)(script, { level: 9 })
    ]);
    place('webchat.js.LICENSE.txt', entry('package/dist/webchat.js.LICENSE.txt'));
    place('webchat.js.br', brotli);
    place('webchat.js.gz', gzipped);
    place('webchat.js', script);
  }
});
