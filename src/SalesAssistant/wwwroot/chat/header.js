// Who speaks: the assistant, or the rep who took over.

import { text } from './text.js';
import { tellParent } from './page.js';

const assistant = document.querySelector('script[data-assistant]').dataset.assistant;

/**
 * Reads the speaker from an activity. A line of the product itself says who speaks from there on: the rep in its `from`, or
 * without a name the assistant.
 */
export function follow({ channelData, from }) {
  if (channelData?.sender === 'Rep') show(from?.name || text('rep'));
  else if (channelData?.sender === 'System') show(from?.name || null);
  else if (channelData?.sender === 'Assistant') show(null);
}

export function show(rep) {
  const name = rep ?? assistant;
  if (document.body.dataset.speaker === name) return;
  document.body.dataset.speaker = name;
  document.body.classList.toggle('with-rep', rep !== null);
  document.getElementById('speaker').textContent = name;
  document.getElementById('role').textContent = text(rep === null ? 'aiAssistant' : 'rep');
  document.getElementById('face').textContent = rep === null ? '' : initials(rep);
  document.getElementById('person').hidden = rep !== null;
  tellParent('speaker', { name });
}

const initials = name => name.split(/\s+/).filter(Boolean).slice(0, 2).map(part => [...part][0].toUpperCase()).join('');
