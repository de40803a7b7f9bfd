// A page may open the chat from anywhere.
for (const opener of document.querySelectorAll('[data-open-chat]')) {
  opener.addEventListener('click', () => window.salesAssistant?.open());
}
