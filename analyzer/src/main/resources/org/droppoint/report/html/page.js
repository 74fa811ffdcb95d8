'use strict';
/* Helpers. Text reaches the page by textContent alone. */
const SVG = 'http://www.w3.org/2000/svg';
const data = JSON.parse(document.getElementById('data').textContent);
const text = (index) => data.strings[index];

/* Positions in the rows of PageData.java. */
const FLOW = { id: 0, client: 1, server: 2, start: 3, took: 4, tone: 5, outcome: 6, kind: 7, where: 8, sure: 9, details: 10 };
const DETAIL = { info: 0, seen: 1, filters: 2, suspects: 3, findings: 4, rivals: 5, steps: 6 };
const STEP = { at: 0, style: 1, label: 2, from: 3, first: 4, known: 5, to: 6, lost: 7, forged: 8, range: 9, lostAt: 10, skipped: 11, changed: 12, changedAt: 13, frames: 14 };
const TONES = ['well', 'doubt', 'fault'];
const SIGNS = ['✓', '?', '✗'];

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  for (const child of children) node.append(child);
  return node;
}
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const shape = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

function button(label, action, attributes) {
  const made = el('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', action);
  return made;
}

function say(words) {
  document.getElementById('said').textContent = words;
}

function duration(micros) {
  if (micros < 1000) return Math.round(micros) + ' µs';
  if (micros < 1e6) return (micros / 1000).toFixed(micros < 1e5 ? 1 : 0) + ' ms';
  if (micros < 120e6) return (micros / 1e6).toFixed(1) + ' s';
  const seconds = Math.round(micros / 1e6);
  return seconds < 7200 ? Math.floor(seconds / 60) + ' min ' + (seconds % 60) + ' s'
    : Math.floor(seconds / 3600) + ' h ' + Math.floor((seconds % 3600) / 60) + ' min';
}

/* Time of day in UTC; micros count from the first flow's start, which is data.base in microseconds since 1970. */
function timeOfDay(micros) {
  const date = new Date(Math.floor((data.base + micros) / 1000));
  return Number.isNaN(date.getTime()) ? '–' : date.toISOString().slice(-13, -1);
}

function sinceStart(micros) {
  return (micros < 0 ? '−' : '+') + (Math.abs(micros) / 1e6).toFixed(3) + ' s';
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch (refused) {
    const area = el('textarea', { readonly: '' });
    area.value = words;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say('Copied: ' + words);
}

function copyButton(words) {
  const made = button('Copy', async () => {
    await copy(words);
    made.textContent = 'Copied';
    setTimeout(() => { made.textContent = 'Copy'; }, 1500);
  }, { class: 'copy', 'aria-label': 'Copy the filter ' + words });
  return made;
}

function filterLine(where, filter) {
  return el('li', {}, el('span', { class: 'soft' }, where), el('code', { class: 'filter' }, filter), copyButton(filter));
}
