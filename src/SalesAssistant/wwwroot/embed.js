// The chat on any website, by one tag: <script src="https://HOST/embed.js" defer></script>
// Optional: data-theme="light" or "dark", data-locale="de". The chat itself is a frame of HOST and loads when it is first opened.
(() => {
  if (window.salesAssistant) return;

  const script = document.currentScript;
  const host = new URL(script.src).origin;
  const stateKey = 'sales-assistant:open';

  const root = make('sales-assistant', { role: 'complementary', 'aria-label': 'Chat' });
  if (script.dataset.theme) root.dataset.theme = script.dataset.theme;
  const shadow = root.attachShadow({ mode: 'open' });
  const box = make('div', {});
  const panel = make('div', { class: 'panel', id: 'panel', role: 'dialog', 'aria-label': 'Chat' });
  const launcher = make('button', { class: 'launcher', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'panel' });
  const unread = make('span', { class: 'unread', 'aria-hidden': 'true' });
  launcher.append(
    icon('bubble', 'M4 5h16v11h-8l-5 4v-4H4z'),
    icon('chevron', 'M6 9l6 6 6-6'),
    unread
  );
  box.append(panel, launcher);

  let frame = null;
  let unreadCount = 0;
  let assistant = 'Chat';

  window.salesAssistant = { open: () => open(), close: () => close(), get isOpen() { return isOpen(); } };

  launcher.addEventListener('click', () => (isOpen() ? close() : open()));
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && isOpen() && !event.defaultPrevented) close();
  });
  addEventListener('message', event => {
    if (event.origin !== host || !frame || event.source !== frame.contentWindow || event.data?.from !== 'sales-assistant') return;
    if (event.data.kind === 'close') close();
    if (event.data.kind === 'message' && !isOpen()) count(unreadCount + 1);
    if (event.data.kind === 'speaker') name(event.data.name);
  });
  followPage();

  // Shown when its style is there: the site never sees it bare.
  Promise.all(['/embed/launcher.css', '/css/tokens.css'].map(styled)).then(() => {
    shadow.append(box);
    label();
    if (remembered()) open({ focus: false });
  });
  document.body.append(root);

  function open({ focus = true } = {}) {
    if (!frame) {
      frame = make('iframe', { title: assistant, src: `${host}/chat#${new URLSearchParams(page())}`, allow: 'clipboard-write' });
      panel.append(frame);
    }
    box.classList.add('open');
    count(0);
    remember(true);
    if (focus) {
      frame.focus();
      tell('opened');
    }
  }

  function close() {
    box.classList.remove('open');
    label();
    remember(false);
    launcher.focus();
  }

  function isOpen() {
    return box.classList.contains('open');
  }

  function count(messages) {
    unreadCount = messages;
    unread.textContent = messages > 9 ? '9+' : messages || '';
    label();
  }

  function name(speaker) {
    assistant = speaker;
    frame.title = speaker;
    panel.setAttribute('aria-label', speaker);
  }

  function label() {
    const news = unreadCount ? `, ${unreadCount} new message${unreadCount > 1 ? 's' : ''}` : '';
    launcher.setAttribute('aria-label', isOpen() ? 'Close chat' : `Open chat${news}`);
    launcher.setAttribute('aria-expanded', String(isOpen()));
  }

  function tell(kind, detail) {
    frame?.contentWindow?.postMessage({ from: 'sales-assistant-embed', kind, ...detail }, host);
  }

  // Goes in the fragment, which no server logs.
  function page() {
    const { theme, locale } = script.dataset;
    return {
      origin: location.origin, url: location.href, title: document.title, referrer: document.referrer,
      ...(theme && { theme }), ...(locale && { locale })
    };
  }

  // Sites that change the page without loading one.
  function followPage() {
    let last = location.href;
    const look = () => {
      if (location.href === last) return;
      const referrer = last;
      last = location.href;
      tell('page', { url: last, title: document.title, referrer });
    };
    if (window.navigation) navigation.addEventListener('currententrychange', () => setTimeout(look));
    else addEventListener('popstate', look);
  }

  function remember(isOpenNow) {
    try {
      sessionStorage.setItem(stateKey, isOpenNow ? '1' : '');
    } catch {
      // Without storage the panel is closed after a reload.
    }
  }

  function remembered() {
    try {
      return sessionStorage.getItem(stateKey) === '1';
    } catch {
      return false;
    }
  }

  function styled(path) {
    const sheet = make('link', { rel: 'stylesheet', href: host + path });
    shadow.append(sheet);
    return new Promise((resolve, reject) => {
      sheet.onload = resolve;
      sheet.onerror = reject;
    });
  }

  function make(tag, attributes) {
    const element = document.createElement(tag);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    return element;
  }

  function icon(className, path) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', className);
    svg.setAttribute('aria-hidden', 'true');
    svg.append(document.createElementNS(space, 'path'));
    svg.firstChild.setAttribute('d', path);
    return svg;
  }
})();
