// The text of a reply or a note belongs to the browser until it is sent. A draft is kept for each conversation and mode; what was
// sent but not confirmed keeps its client id with its words, so that sending it again makes no second message.

const patience = 15000;

const read = key => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};

const write = (key, draft) => {
  if (draft.text) localStorage.setItem(key, JSON.stringify(draft));
  else localStorage.removeItem(key);
};

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

const grow = box => {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight + 2, 240)}px`;
};

export function attach(form, box, composer, key, mode, focus) {
  let sending = false;
  const draft = read(key);
  // Nothing that was typed before the page was ready is overwritten.
  if (!box.value) box.value = draft.text ?? '';
  grow(box);
  if (focus) box.focus();

  box.addEventListener('input', () => grow(box));
  box.addEventListener('keydown', event => {
    if (event.key === 'Escape') box.blur();
  });
  // Enter, the button and what is typed are heard by the page (shell.js), also before this script was there.
  const { waiting } = box;
  delete box.waiting;
  box.send = () => send(box.value);
  if (waiting) send(waiting);

  async function send(text) {
    if (sending || !text.trim()) return;
    sending = true;
    form.setAttribute('aria-busy', 'true');
    const { sent } = read(key);
    const id = sent?.text === text ? sent.id : newId();
    write(key, { text: box.value, sent: { text, id } });
    try {
      const late = new Promise((_, reject) => setTimeout(reject, patience));
      if (await Promise.race([composer.invokeMethodAsync('Submit', mode, text, id), late])) {
        // What was typed meanwhile is the next message.
        if (box.value.startsWith(text)) box.value = box.value.slice(text.length);
        write(key, { text: box.value });
        grow(box);
      }
    } catch (fault) {
      console.warn('Not sent', fault);
      // The connection is away, and the bar below says so: the words stay, with their id.
    } finally {
      sending = false;
      form.removeAttribute('aria-busy');
    }
  }
}
