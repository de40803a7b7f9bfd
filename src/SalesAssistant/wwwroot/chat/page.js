// The page that embeds the chat. It may only be one of the origins that our frame-ancestors allow; it names itself in the
// fragment, which never reaches a server's log, and later by messages.

const parameters = new URLSearchParams(location.hash.slice(1));
const parentOrigin = parameters.get('origin');

export const embedded = window.parent !== window;
export const locale = parameters.get('locale') || navigator.language;

let page = {
  url: parameters.get('url') ?? location.href.split('#')[0],
  title: parameters.get('title') ?? document.title,
  referrer: parameters.get('referrer') ?? document.referrer
};

const theme = parameters.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

/** Where the visitor is and came from; `campaign` is the page's utm_campaign. */
export function currentPage() {
  const { url, title, referrer } = page;
  return { url, title, referrer: referrer || null, campaign: URL.parse(url)?.searchParams.get('utm_campaign') ?? null };
}

/** Tells the embedding page something; it reaches no other origin than the one that was named. */
export function tellParent(kind, detail) {
  if (embedded && parentOrigin) window.parent.postMessage({ from: 'sales-assistant', kind, ...detail }, parentOrigin);
}

/** Listens to the embedding page: `opened`, when the panel is shown, and `page`, when the visitor went on to another one. */
export function listenToParent({ opened }) {
  addEventListener('message', event => {
    if (event.source !== window.parent || event.origin !== parentOrigin || event.data?.from !== 'sales-assistant-embed') return;
    if (event.data.kind === 'opened') opened();
    if (event.data.kind === 'page') page = pageOf(event.data);
  });
}

function pageOf({ url, title, referrer }) {
  return { url: String(url), title: String(title), referrer: String(referrer ?? '') };
}
