// Several of Microsoft's DirectLineJS in one conversation, as five windows of people who write at the same time.
// Usage: node directline.mjs SITE CONVERSATION MESSAGES TOKEN...
// It says "half" when half of the messages are sent, "failed" each time one could not be sent, and at last everything as one line of JSON.

import { createRequire } from 'node:module';

const [site, conversationId, messages, ...tokens] = process.argv.slice(2);
const require = createRequire(import.meta.url);
// What a browser would bring.
Object.assign(globalThis, { self: globalThis, WebSocket: require('ws'), XMLHttpRequest: require('xhr2') });
const { DirectLine } = require('botframework-directlinejs/dist/directline.js');

const say = line => process.stdout.write(`${line}\n`);
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
let sent = 0;

const clients = tokens.map((token, index) => open(token, index));
await Promise.all(clients.map(client => client.greeted));
await Promise.all(clients.map(write));
await Promise.all(clients.map(answered));

const reloaded = open(tokens[0], 'reloaded', { conversationId, watermark: '0' });
await answered(reloaded);
// The sockets would keep the process alive; an exit before the last byte is taken would cut it off.
process.stdout.write(`${JSON.stringify({ clients: clients.map(client => client.heard), reloaded: reloaded.heard })}\n`, () => process.exit(0));

function open(token, name, options) {
  // A client without a conversation of its own starts the token's. A lost socket is looked after in 3 seconds rather than in 3 to 15.
  const line = new DirectLine({ domain: `${site}/v3/directline`, token, random: () => 0, ...options });
  const client = { line, name, heard: [] };
  client.greeted = new Promise(resolve =>
    line.activity$.subscribe(activity => {
      client.heard.push({ id: activity.id, text: activity.text, role: activity.from.role, replyToId: activity.replyToId });
      resolve();
    })
  );
  return client;
}

// Each writes one message after the other. One that could not be sent is sent again as what it is: the same.
async function write(client) {
  for (let number = 0; number < messages / tokens.length; number++) {
    const activity = { type: 'message', text: `${client.name} says ${number}`, from: { id: `user-${client.name}` }, channelData: { clientActivityID: `${client.name}-${number}` } };
    while (!(await post(client.line, activity))) {
      say('failed');
      await sleep(200);
    }
    if (++sent === messages / 2) say('half');
  }
}

function post(line, activity) {
  return new Promise(resolve => line.postActivity(activity).subscribe(id => resolve(id !== 'retry'), () => resolve(false)));
}

// All that was written has come, and the last of it has its answer.
async function answered({ heard }) {
  for (;;) {
    const said = heard.filter(activity => activity.role === 'user');
    if (said.length >= messages && heard.some(activity => activity.replyToId === said.at(-1).id)) return;
    await sleep(20);
  }
}
