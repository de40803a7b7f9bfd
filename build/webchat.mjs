// Puts Microsoft's Web Chat into a folder: fetched as the package's own archive, checked against a pinned hash, compressed once.
// Usage: node webchat.mjs VERSION INTEGRITY FOLDER
// A second run with everything in place does nothing, and needs no network. Every file appears complete or not at all,
// so that two builds at once may both do the work without harm.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gunzipSync, gzip } from 'node:zlib';

const [version, integrity, folderArgument] = process.argv.slice(2);
const folder = resolve(folderArgument);
const archive = join(folder, `botframework-webchat-${version}.tgz`);

mkdirSync(folder, { recursive: true });
const scratch = mkdtempSync(join(folder, '.new-'));
try {
  if (!existsSync(archive)) fetchArchive();
  await unpack(checkedArchive());
} catch (problem) {
  // The form that MSBuild shows as an error of the build.
  console.error(`webchat : error WEBCHAT01: ${problem.message}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function fetchArchive() {
  try {
    // On Windows npm is a .cmd, which only a shell starts.
    execFileSync('npm', ['pack', `botframework-webchat@${version}`, '--loglevel', 'error', '--pack-destination', scratch], {
      cwd: scratch,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'pipe']
    });
  } catch (problem) {
    throw new Error(
      problem.code === 'ENOENT'
        ? 'npm was not found. It comes with Node.js 20 or newer, and is needed once to fetch Web Chat.'
        : `"npm pack botframework-webchat@${version}" failed; it needs the network once. ${reasonIn(String(problem.stderr ?? ''))}`
    );
  }
  renameSync(join(scratch, `botframework-webchat-${version}.tgz`), archive);
}

// npm's words without its stack.
function reasonIn(output) {
  return output.split('\n').map(line => line.replace(/^npm error\s*/, '')).filter(line => line && !line.startsWith('at ')).slice(0, 4).join('; ');
}

function checkedArchive() {
  const bytes = readFileSync(archive);
  const actual = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (actual !== integrity) {
    rmSync(archive);
    throw new Error(`The archive of botframework-webchat ${version} is not the one we know: expected ${integrity}, got ${actual}. It was removed; nothing of it is used.`);
  }
  return bytes;
}

async function unpack(bytes) {
  const tar = gunzipSync(bytes);
  const script = entry(tar, 'package/dist/webchat.js');
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: script.length } }),
    promisify(gzip)(script, { level: 9 })
  ]);
  place('webchat.js.LICENSE.txt', entry(tar, 'package/dist/webchat.js.LICENSE.txt'));
  place('webchat.js.br', brotli);
  place('webchat.js.gz', gzipped);
  place('webchat.js', script);
}

// A tar is a row of 512-byte headers, each followed by its file padded to 512.
function entry(tar, wanted) {
  const text = (from, length) => tar.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const name = (prefix ? prefix + '/' : '') + text(at, 100);
    if (name === wanted) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`The archive of botframework-webchat ${version} has no ${wanted}.`);
}

function place(name, bytes) {
  const draft = join(scratch, name);
  writeFileSync(draft, bytes);
  renameSync(draft, join(folder, name));
}
