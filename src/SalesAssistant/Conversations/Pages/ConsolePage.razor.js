// Keys of the console, and whether anybody looks at the window.
const keys = new Set(['j', 'k', 'c', 'r', 'n', 'e', '?', 'Escape', '1', '2', '3', '4', '5', '6', '7']);
let page = null;

const typing = target => target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="menu"], .mud-dialog, .mud-popover');

const pressed = event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.key !== 'j' && event.key !== 'k') return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (document.querySelector('.mud-dialog')) {
    // Heard here and not by the dialog, which listens only some time after it is seen.
    if (key === 'Escape') page.invokeMethodAsync('Key', key);
    return;
  }
  if (!keys.has(key) || typing(event.target) || localStorage.getItem('shortcuts') === 'off') return;
  event.preventDefault();
  page.invokeMethodAsync('Key', key);
};

const looked = () => page.invokeMethodAsync('Seen', document.visibilityState === 'visible');

export function listen(reference) {
  page = reference;
  document.addEventListener('keydown', pressed);
  document.addEventListener('visibilitychange', looked);
  return document.visibilityState === 'visible';
}

export function stop() {
  document.removeEventListener('keydown', pressed);
  document.removeEventListener('visibilitychange', looked);
}
