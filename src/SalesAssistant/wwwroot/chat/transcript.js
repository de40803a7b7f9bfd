// The conversation as a text file, as far as this page has seen it.

import { isSystemLine } from './activities.js';
import { text } from './text.js';

export function download(activities, assistant) {
  const lines = [...activities]
    .filter(activity => activity.type === 'message' && wordsOf(activity))
    .map(activity => `[${new Date(activity.timestamp).toLocaleString()}] ${isSystemLine(activity) ? '' : `${nameOf(activity, assistant)}: `}${wordsOf(activity)}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([lines.join('\n\n') + '\n'], { type: 'text/plain' }));
  link.download = `chat-${new Date().toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Files are named; what is in them stays where it is.
const wordsOf = ({ text: said, attachments = [] }) =>
  [said, ...attachments.filter(({ contentUrl, name }) => contentUrl && name).map(({ name }) => `[${text('file')}: ${name}]`)].filter(Boolean).join('\n');

const nameOf = (activity, assistant) => (activity.from.role === 'user' ? text('you') : activity.from.name || assistant);
