/* The list of all flows, of which only the rows in sight exist; the chosen flow in detail; and the start of it all. */
const LIST = { row: 30, rows: 12, spare: 6 };
/* The page's own order is the worst first. */
const ORDERS = {
  'worst first': () => 0,
  'by start': (a, b) => a[FLOW.start] - b[FLOW.start],
  'longest first': (a, b) => b[FLOW.took] - a[FLOW.took],
  'by client': (a, b) => text(a[FLOW.client]).localeCompare(text(b[FLOW.client]), 'en', { numeric: true }),
  'by server': (a, b) => text(a[FLOW.server]).localeCompare(text(b[FLOW.server]), 'en', { numeric: true }),
};

class SessionList {
  constructor(choose) {
    this.choose = choose;
    this.flows = [];
    this.spacer = el('div', { class: 'spacer' });
    this.node = el('div', { class: 'list', tabindex: '0', role: 'listbox', 'aria-label': 'Sessions' }, this.spacer);
    this.node.addEventListener('scroll', () => requestAnimationFrame(() => this.draw()));
    this.node.addEventListener('keydown', (event) => this.key(event));
  }

  show(flows) {
    this.flows = flows;
    this.spacer.style.height = flows.length * LIST.row + 'px';
    this.node.style.height = Math.max(1, Math.min(LIST.rows, flows.length)) * LIST.row + 2 + 'px';
    this.draw();
  }

  mark(flow) {
    this.chosen = flow;
    const index = this.flows.indexOf(flow);
    if (index >= 0) {
      const top = index * LIST.row;
      const room = this.node.clientHeight - LIST.row;
      if (top < this.node.scrollTop) this.node.scrollTop = top;
      if (top > this.node.scrollTop + room) this.node.scrollTop = top - room;
    }
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.node.scrollTop / LIST.row) - LIST.spare);
    const rows = this.flows.slice(first, first + LIST.rows + 2 * LIST.spare);
    this.spacer.replaceChildren(...rows.map((flow, i) => this.row(flow, first + i)));
    const index = this.flows.indexOf(this.chosen);
    if (index >= 0) this.node.setAttribute('aria-activedescendant', 'session-' + index);
    else this.node.removeAttribute('aria-activedescendant');
  }

  row(flow, index) {
    const tone = flow[FLOW.tone];
    const cells = [
      el('span', { class: TONES[tone] }, SIGNS[tone] + ' ' + text(flow[FLOW.outcome])),
      ...[text(flow[FLOW.id]), text(flow[FLOW.client]), text(flow[FLOW.server]), timeOfDay(flow[FLOW.start]), duration(flow[FLOW.took]),
        text(flow[FLOW.kind]), text(flow[FLOW.where]), text(flow[FLOW.sure])].map((words) => el('span', {}, words)),
    ];
    const node = el('div', {
      class: flow === this.chosen ? 'row chosen' : 'row', id: 'session-' + index, role: 'option',
      'aria-selected': flow === this.chosen, 'aria-posinset': index + 1, 'aria-setsize': this.flows.length,
    }, ...cells);
    node.style.top = index * LIST.row + 'px';
    node.addEventListener('click', () => this.choose(flow));
    return node;
  }

  key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: LIST.rows, PageUp: -LIST.rows, Home: -Infinity, End: Infinity }[event.key];
    if (!move || !this.flows.length) return;
    event.preventDefault();
    const now = Math.max(0, this.flows.indexOf(this.chosen));
    this.choose(this.flows[Math.max(0, Math.min(this.flows.length - 1, now + move))]);
  }
}

class Explorer {
  constructor(root) {
    const choose = (flow) => this.choose(flow);
    this.timeline = new Timeline(choose);
    this.list = new SessionList(choose);
    this.detail = el('div', { class: 'detail', 'aria-live': 'polite' });
    this.search = el('input', { type: 'search', class: 'grow', placeholder: 'address, class, place …', 'aria-label': 'Show only sessions that contain this text' });
    this.outcome = el('select', { 'aria-label': 'Show only sessions with this outcome' }, el('option', { value: '' }, 'every outcome'),
      ...['failed', 'ok', 'unknown'].map((word) => el('option', { value: word }, word)));
    this.order = el('select', { 'aria-label': 'Order of the list' }, ...Object.keys(ORDERS).map((name) => el('option', { value: name }, name)));
    this.found = el('span', { class: 'soft' });
    this.search.addEventListener('input', () => this.filter());
    this.outcome.addEventListener('change', () => this.filter());
    this.order.addEventListener('change', () => this.filter());
    const titles = ['Outcome', 'Session', 'Client', 'Server', 'Start', 'Took', 'Class', 'Where', 'Sure'].map((title) => el('span', {}, title));
    root.append(this.timeline.node, el('div', { class: 'bar' }, this.search, this.outcome, this.order, this.found),
      el('div', { class: 'row titles', 'aria-hidden': 'true' }, ...titles), this.list.node, this.detail);
    root.hidden = false;
    this.filter();
  }

  filter() {
    const words = this.search.value.trim().toLowerCase();
    const wanted = this.outcome.value;
    const fits = (flow) => (!wanted || text(flow[FLOW.outcome]) === wanted)
      && (!words || [FLOW.id, FLOW.client, FLOW.server, FLOW.kind, FLOW.where].some((key) => text(flow[key]).toLowerCase().includes(words)));
    const flows = data.flows.filter(fits).sort(ORDERS[this.order.value]);
    this.found.textContent = flows.length.toLocaleString('en') + (flows.length === 1 ? ' session' : ' sessions');
    this.timeline.show(flows);
    this.list.show(flows);
  }

  choose(flow) {
    this.list.mark(flow);
    this.timeline.mark(flow);
    this.detail.replaceChildren(...this.describe(flow));
  }

  describe(flow) {
    const parts = [el('h3', {}, `${SIGNS[flow[FLOW.tone]]} ${text(flow[FLOW.id])}: ${text(flow[FLOW.kind])}`)];
    const details = flow[FLOW.details];
    if (!details) return [...parts, el('p', {}, 'Its details stand in the JSON report.')];
    const [summary, reason, progress, direction, name, tls, match] = details[DETAIL.info].map(text);
    if (summary) parts.push(el('p', {}, summary));
    const facts = el('dl', { class: 'facts' });
    for (const [label, words] of [['Client', text(flow[FLOW.client])], ['Server', text(flow[FLOW.server])], ['Server name', name], ['TLS', tls],
      ['Outcome', text(flow[FLOW.outcome]) + (reason && ': ' + reason)], ['Came as far as', progress], ['On the way', direction], ['Matched by', match],
      ...details[DETAIL.seen].map(([tap, client, server]) => ['Seen at ' + text(tap), text(client) + ' → ' + text(server)])]) {
      if (words && words !== '–') facts.append(el('div', {}, el('dt', {}, label), el('dd', {}, words)));
    }
    parts.push(facts, el('ul', { class: 'filters' }, ...details[DETAIL.filters].map(([tap, filter]) => filterLine(text(tap) + ': whole session', text(filter)))));
    if (details[DETAIL.steps].length) {
      const box = el('div', {});
      parts.push(box);
      new Ladder(flow).into(box);
    }
    if (details[DETAIL.findings].length) parts.push(el('ol', { class: 'findings' }, ...details[DETAIL.findings].map((finding) => this.finding(finding))));
    for (const [kind, where, why] of details[DETAIL.rivals]) parts.push(el('p', {}, el('strong', {}, `Not ${text(kind)} (${text(where)}): `), text(why)));
    return parts;
  }

  finding([summary, frames, filters]) {
    const rows = frames.map((cells) => el('tr', {}, ...cells.map((cell, i) => el('td', { class: i === 0 ? '' : i === 4 ? 'prose' : 'code' }, text(cell)))));
    const table = el('div', { class: 'scroll' }, el('table', {}, el('tbody', {}, ...rows)));
    return el('li', {}, el('p', {}, text(summary)), table, el('ul', { class: 'filters' }, ...filters.map(([file, filter]) => filterLine(text(file), text(filter)))));
  }
}

function start() {
  document.documentElement.classList.add('js');
  for (const code of document.querySelectorAll('code.filter')) code.after(copyButton(code.textContent));
  for (const box of document.querySelectorAll('.ladder-box')) {
    const flow = data.flows[Number(box.dataset.flow)];
    if (flow && flow[FLOW.details]) new Ladder(flow).into(box);
  }
  const root = document.getElementById('explorer');
  if (root) new Explorer(root);
}
start();
