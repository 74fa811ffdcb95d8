/* Texts of the page in sight that stand out too little from what is behind them (WCAG 2.2, success criterion 1.4.3). */
(() => {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faint = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !node.checkVisibility() || node.closest('script, style, #said, option')) continue;
    const style = getComputedStyle(node);
    const drawing = node.closest('svg');
    const ink = rgba(drawing ? style.fill : style.color);
    const grounds = [behind(drawing ? drawing.parentElement : node)];
    const band = drawing && drawing.querySelector('.band');
    if (band) grounds.push(rgba(getComputedStyle(band).fill));
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const least = Math.min(...grounds.map((ground) => ratio(ink, ground)));
    seen += 1;
    if (least < (large ? 3 : 4.5)) faint.add(`${least.toFixed(2)} ${node.tagName}.${node.getAttribute('class')}: ${node.textContent.slice(0, 40)}`);
  }
  return seen ? [...faint] : ['no text at all'];
})()
