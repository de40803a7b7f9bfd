// How an activity looks beyond Web Chat's bubble: sources as quiet chips, a rep's words under the rep's name,
// and the product's own lines small and centred.

import { text } from './text.js';

/** Web Chat's middleware for activities. */
export const activityMiddleware = () => next => (...parameters) => {
  const { activity } = parameters[0];
  return isSystemLine(activity) ? () => element('div', { className: 'system-line' }, element('span', null, activity.text)) : next(...parameters);
};

/**
 * Web Chat's middleware for what is in a bubble, its text among it.
 * @param rate sends a thumb: (activity, 'like', 'dislike' or '' to take it back, the reason or nothing)
 */
export const attachmentMiddleware = rate => () => next => (...parameters) => {
  const rendered = next(...parameters);
  const { activity, attachment } = parameters[0];
  if (!rendered || !attachment.contentType.startsWith('text/') || attachment.contentUrl) return rendered;
  const parts = [rendered];
  if (activity.channelData?.sender === 'Rep') parts.unshift(element('div', { className: 'by' }, activity.from.name || text('rep')));
  const sources = sourcesOf(activity);
  if (sources.length) parts.push(chips(sources));
  if (activity.type === 'message' && typeof activity.channelData?.rating === 'string') parts.push(thumbs(activity, rate));
  return parts.length > 1 ? element('div', null, ...parts) : rendered;
};

/** A line of the product itself, such as "Mia joined", with nothing to press in it. */
export const isSystemLine = activity =>
  activity.type === 'message' && activity.channelData?.sender === 'System' && !!activity.text && !activity.attachments?.length;

// Several quotes of one place make one chip.
function sourcesOf(activity) {
  const citations = activity.channelData?.citations;
  if (activity.type !== 'message' || activity.from?.role === 'user' || !Array.isArray(citations)) return [];
  const byPlace = new Map();
  for (const citation of citations) {
    const place = `${citation.file}#${citation.heading ?? ''}`;
    if (typeof citation.file === 'string' && !byPlace.has(place)) byPlace.set(place, citation);
  }
  return [...byPlace.values()];
}

const chips = sources =>
  element('ul', { className: 'sources', 'aria-label': text(sources.length > 1 ? 'sources' : 'source') },
    ...sources.map(source => {
      const name = nameOf(source, sources);
      return element('li', null, element('a', {
        href: placeOf(source), target: '_blank', rel: 'noopener', title: [source.heading, source.quote].filter(Boolean).join('\n'),
        'aria-label': `${text('source')}: ${name} (${text('opensInNewTab')})`
      }, name));
    }));

// Below each answer about the company. The server keeps the thumb and sends the answer again with it.
function thumbs(activity, rate) {
  const { rating, ratingHasReason } = activity.channelData;
  const thumb = (value, reaction, label) => element('button', {
    type: 'button', className: `thumb ${value}`, title: text(label), 'aria-label': text(label), 'aria-pressed': rating === value,
    onClick: () => rate(activity, rating === value ? '' : reaction)
  }, element('svg', { viewBox: '0 0 24 24', 'aria-hidden': true },
    element('path', { d: 'M7 11v9H4v-9h3Zm0 0 4-8c1.5 0 2.5.8 2.5 2.4 0 1-.3 2.2-.7 3.6H18c1.4 0 2.3 1.2 2 2.5l-1.5 6.5c-.2 1.2-1.2 2-2.4 2H7' })));
  const parts = [element('div', { className: 'thumbs', role: 'group', 'aria-label': text('wasThisHelpful') }, thumb('up', 'like', 'helpful'), thumb('down', 'dislike', 'notHelpful'))];
  if (rating === 'down' && !ratingHasReason) parts.push(element('form', {
    className: 'why',
    onSubmit: event => {
      event.preventDefault();
      const words = event.currentTarget.elements.why.value.trim();
      if (words) rate(activity, 'dislike', words);
    }
  }, element('input', { name: 'why', maxLength: 500, autoComplete: 'off', placeholder: text('whatWasMissing'), 'aria-label': text('whatWasMissing') }), element('button', { type: 'submit' }, text('send'))));
  if (rating === 'down' && ratingHasReason) parts.push(element('p', { className: 'thanks', role: 'status' }, text('thanksForTelling')));
  return element('div', { className: 'rating' }, ...parts);
}

// The page's title; with the heading where one page is cited at several places.
function nameOf({ title, heading, file }, sources) {
  if (!title || !heading) return title || heading || file;
  return sources.filter(other => other.file === file).length > 1 ? `${heading} · ${title}` : title;
}

// Only ever our own pages: the address is made here, or is one of this origin.
function placeOf({ url, file, quote }) {
  const given = url && URL.parse(url, location.origin);
  const address = given?.origin === location.origin ? given : new URL(`/content/${file.split('/').map(encodeURIComponent).join('/')}`, location.origin);
  if (quote && !address.hash) {
    address.searchParams.set('quote', quote);
    address.hash = 'quote';
  }
  return address.href;
}

// Web Chat's bundle keeps its React to itself; an element is a plain object that React knows by its symbol.
function element(type, properties, ...children) {
  const props = { ...properties, children: children.length > 1 ? children : children[0] };
  return { $$typeof: Symbol.for('react.element'), type, key: null, ref: null, props, _owner: null };
}
