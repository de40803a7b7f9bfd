// The words of the page around Web Chat, which brings its own translations. English is mostly in the page itself.

const words = {
  en: {
    aiAssistant: 'AI assistant',
    online: 'You are connected again.',
    offline: 'We can’t reach the chat right now. We keep trying; what you write is sent when it is back.',
    busy: 'Too many chats are being opened from your network right now. Yours opens in a moment.',
    cannotLoad: 'The chat could not be loaded.',
    fileTooLarge: 'That is too much for one message: please send smaller files, or fewer at once.',
    fileKind: 'This kind of file can’t be sent here. Pictures, PDF, plain text and Office documents can.',
    file: 'File',
    retry: 'Try again',
    wantsPerson: 'I would like to talk to a person.',
    rep: 'From our team',
    you: 'You',
    source: 'Source',
    sources: 'Sources',
    opensInNewTab: 'opens in a new tab',
    placeholder: 'Ask a question',
    wasThisHelpful: 'Was this helpful?',
    helpful: 'Helpful',
    notHelpful: 'Not helpful',
    whatWasMissing: 'What was missing? (optional)',
    send: 'Send',
    thanksForTelling: 'Thank you for telling us.'
  },
  de: {
    aiAssistant: 'KI-Assistent',
    person: 'Mensch fragen',
    menu: 'Menü',
    close: 'Chat schließen',
    transcript: 'Gespräch herunterladen',
    privacy: 'Datenschutz',
    startOver: 'Neu beginnen',
    startOverTitle: 'Neu beginnen?',
    startOverText: 'Ein neues Gespräch beginnt, und dieses verschwindet von diesem Gerät. Sie können es vorher herunterladen.',
    cancel: 'Abbrechen',
    online: 'Sie sind wieder verbunden.',
    offline: 'Der Chat ist gerade nicht erreichbar. Wir versuchen es weiter; was Sie schreiben, wird dann gesendet.',
    busy: 'Aus Ihrem Netz werden gerade sehr viele Chats geöffnet. Ihrer öffnet sich gleich.',
    cannotLoad: 'Der Chat konnte nicht geladen werden.',
    fileTooLarge: 'Das ist zu viel für eine Nachricht: Bitte senden Sie kleinere Dateien oder weniger auf einmal.',
    fileKind: 'Solche Dateien können hier nicht gesendet werden. Möglich sind Bilder, PDF, einfacher Text und Office-Dokumente.',
    file: 'Datei',
    retry: 'Noch einmal',
    wantsPerson: 'Ich möchte mit einem Menschen sprechen.',
    rep: 'Aus unserem Team',
    you: 'Sie',
    source: 'Quelle',
    sources: 'Quellen',
    opensInNewTab: 'öffnet sich in einem neuen Tab',
    placeholder: 'Stellen Sie eine Frage',
    wasThisHelpful: 'War das hilfreich?',
    helpful: 'Hilfreich',
    notHelpful: 'Nicht hilfreich',
    whatWasMissing: 'Was hat gefehlt? (freiwillig)',
    send: 'Senden',
    thanksForTelling: 'Danke, dass Sie es uns sagen.'
  }
};

let spoken = words.en;

export const text = name => spoken[name] ?? words.en[name];

/** Puts the page into the visitor's language as far as we speak it. */
export function speak(locale) {
  document.documentElement.dir = directionOf(locale);
  const language = locale.split('-')[0].toLowerCase();
  if (!words[language]) return;
  spoken = words[language];
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text) ?? element.textContent;
  for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = text(element.dataset.label) ?? element.ariaLabel;
}

/** `rtl` for languages written from right to left. */
export function directionOf(locale) {
  const { script } = new Intl.Locale(locale).maximize();
  return ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm'].includes(script) ? 'rtl' : 'ltr';
}
