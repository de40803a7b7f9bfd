// The chat page: opens the conversation, puts Web Chat into the page and the header around it to work.

import { activityMiddleware, attachmentMiddleware, isSystemLine } from './activities.js';
import { follow, show } from './header.js';
import { Line } from './line.js';
import { currentPage, embedded, listenToParent, locale, tellParent } from './page.js';
import { forget, isRemembered, openSession } from './session.js';
import { directionOf, speak, text } from './text.js';
import { adaptiveCardsHostConfig, stringOverrides, styleOptions, uploadOptions } from './theme.js';
import { download } from './transcript.js';

const script = document.querySelector('script[data-webchat]');
const element = id => document.getElementById(id);
let telling;

speak(locale);
show(null);
const webChatLoaded = loadWebChat();
listenToParent({ opened: focusSendBox });
if (embedded) {
  element('close').hidden = false;
  element('close').addEventListener('click', () => tellParent('close'));
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector(':popover-open, dialog[open]')) tellParent('close');
  });
}
await open();

async function open() {
  let line;
  try {
    await webChatLoaded;
    line = new Line({ openSession: () => openSession(start()), createDirectLine: WebChat.createDirectLine, trouble: tell, refused: tellRefusal });
  } catch {
    return cannotLoad();
  }
  await line.start();
  const store = WebChat.createStore();

  line.activity$.subscribe(follow);
  line.activity$.subscribe(countUnread);
  line.activity$.subscribe(keepUp);
  WebChat.renderWebChat({
    directLine: line, store, locale, sendTypingIndicator: true, dir: directionOf(locale), nonce: script.nonce,
    activityMiddleware, attachmentMiddleware: attachmentMiddleware(rate), styleOptions: { ...styleOptions, ...uploadOptions(script.dataset.accept) }, adaptiveCardsHostConfig, overrideLocalizedStrings: stringOverrides
  }, element('chat'));
  focusSendBox();

  // As Teams sends it. What can't be sent is not told: a thumb that was not kept is seen not to be pressed.
  function rate({ id }, reaction, reason) {
    line.postActivity({
      type: 'invoke', name: 'message/submitAction', replyToId: id, from: { id: 'visitor', role: 'user' },
      value: { actionName: 'feedback', actionValue: { reaction, feedback: { feedbackText: reason ?? '' } } }
    }).subscribe({});
  }

  element('person').addEventListener('click', () => store.dispatch({
    type: 'WEB_CHAT/SEND_MESSAGE_BACK',
    payload: { displayText: text('wantsPerson'), text: text('wantsPerson'), value: { action: 'person', label: text('wantsPerson') } }
  }));
  element('transcript').addEventListener('click', () => {
    element('menu').hidePopover();
    download(line.activities.values(), script.dataset.assistant);
  });
  element('start-over').addEventListener('click', () => {
    element('menu').hidePopover();
    element('confirm').returnValue = '';
    element('confirm').showModal();
  });
  element('confirm').addEventListener('close', () => {
    if (!element('confirm').returnValue) return;
    forget();
    line.end();
    location.reload();
  });
}

// The visitor has agreed to be remembered, or taken that back: the server says what this browser is to keep from now on.
async function keepUp({ channelData }) {
  if (typeof channelData?.remembers !== 'boolean' || channelData.remembers === isRemembered()) return;
  try {
    await openSession(start());
  } catch {
    // Asked again with the next session.
  }
}

function start() {
  return { page: currentPage(), locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

function loadWebChat() {
  return new Promise((resolve, reject) => {
    const bundle = document.createElement('script');
    bundle.src = script.dataset.webchat;
    bundle.nonce = script.nonce;
    bundle.onload = resolve;
    bundle.onerror = reject;
    document.head.append(bundle);
  });
}

// A second of trouble is nobody's business.
function tell(trouble) {
  const banner = element('banner');
  clearTimeout(telling);
  if (trouble) {
    telling = setTimeout(() => {
      banner.textContent = text(trouble.kind === 'busy' ? 'busy' : 'offline');
      banner.className = 'banner';
      banner.hidden = false;
    }, banner.hidden ? 1000 : 0);
  } else if (!banner.hidden) {
    banner.textContent = text('online');
    banner.className = 'banner good';
    telling = setTimeout(() => (banner.hidden = true), 3000);
  }
}

// Web Chat says only that a message could not be sent: here is why.
function tellRefusal(status) {
  const banner = element('banner');
  clearTimeout(telling);
  banner.textContent = text(status === 413 ? 'fileTooLarge' : 'fileKind');
  banner.className = 'banner';
  banner.hidden = false;
  telling = setTimeout(() => (banner.hidden = true), 10_000);
}

function cannotLoad() {
  const again = document.createElement('button');
  again.className = 'quiet';
  again.textContent = text('retry');
  again.addEventListener('click', () => location.reload());
  element('chat').replaceChildren();
  element('banner').replaceChildren(text('cannotLoad'), ' ', again);
  element('banner').hidden = false;
}

// Not on a phone, where the keyboard would cover what is to be read first.
function focusSendBox() {
  if (matchMedia('(pointer: coarse)').matches) return;
  document.querySelector('.webchat__send-box textarea')?.focus({ preventScroll: true });
}

function countUnread(activity) {
  if (activity.type === 'message' && activity.from?.role !== 'user' && !isSystemLine(activity)) tellParent('message');
}
