/* What has the focus after a Tab, and what is wrong with it: no mark to be seen, or a step back in the page. */
(() => {
  const now = document.activeElement;
  if (!now || now === document.body) return { name: '', wrong: '' };
  const before = window.focusedBefore;
  window.focusedBefore = now;
  const style = getComputedStyle(now.matches('g.step') ? now.querySelector('.hit') : now);
  const marked = now.matches('g.step') ? style.stroke !== 'none' && parseFloat(style.strokeWidth) > 0
    : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const back = before && !(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
  const name = now.getAttribute('aria-label') || now.textContent.trim().slice(0, 40);
  return { name: now.tagName + ' ' + name, wrong: [!marked && 'no mark of focus', back && 'goes back', !name && 'no name'].filter(Boolean).join(', ') };
})()
