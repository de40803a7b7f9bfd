// Starts the circuit, and what belongs to the window rather than to a page: theme, zone, and coming back after an interruption.
(() => {
  'use strict';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  let layout = null;
  const tell = () => layout?.invokeMethodAsync('ThemeChanged', isDark());

  window.shell = {
    start(reference) {
      layout = reference;
      system.addEventListener('change', tell);
      return { dark: isDark(), theme: root.dataset.theme ?? 'system', zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    },
    stop() {
      layout = null;
      system.removeEventListener('change', tell);
    },
    choose(theme) {
      if (theme === 'system') delete root.dataset.theme;
      else root.dataset.theme = theme;
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = `theme=${theme === 'system' ? '' : theme}; Path=/; SameSite=Lax; Max-Age=${theme === 'system' ? 0 : 31536000}${secure}`;
      return isDark();
    },
  };

  // Whoever has chosen from a menu is done with it.
  document.addEventListener('click', event => event.target.closest?.('.bar-menu a, .bar-menu button')?.closest('.bar-menu').hidePopover());

  // A field whose script is still on its way takes Enter all the same: the words wait beside it, and the script sends them as soon as it is there.
  const send = box => { if (box.send) box.send(); else box.waiting ??= box.value; };
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches?.('[data-enter-sends]')) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener('submit', event => {
    const box = event.target.querySelector('[data-enter-sends]');
    if (!box) return;
    event.preventDefault();
    send(box);
  });

  // A draft is kept with its first letter, also before the script is there.
  document.addEventListener('input', event => {
    const { draft } = event.target.dataset;
    if (!draft) return;
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(draft)) ?? {}; } catch { /* Not ours, or broken: written anew. */ }
    if (event.target.value) localStorage.setItem(draft, JSON.stringify({ ...kept, text: event.target.value }));
    else localStorage.removeItem(draft);
  });

  // A server that was restarted no longer knows the circuit: the page is taken anew as soon as somebody answers.
  const comeBack = async () => {
    try {
      const answer = await fetch('/healthz', { cache: 'no-store' });
      if (answer.ok) return location.reload();
    } catch {
      // Still away.
    }
    setTimeout(comeBack, 1000);
  };
  document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'failed' || event.detail.state === 'rejected' || event.detail.state === 'resume-failed') comeBack();
  });

  Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 10, retryIntervalMilliseconds: previous => Math.min(300 * 2 ** previous, 3000) } } });
})();
