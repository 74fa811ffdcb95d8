/* A flow's sequence diagram: steps evenly spaced or true to time, zoomed, each one to be pointed at or stepped through. */
const LADDER = { time: 84, margin: 48, head: 52, band: 25, row: 34, pauseRow: 22, pause: 1e6, stretch: 520, minWidth: 340, narrow: 600, narrowTime: 62, narrowMargin: 28, letter: 6.8, bold: 1.16, leastLabel: 14, maxLabel: 64, maxName: 24, longRows: 20 };

function cross(x, y, arm) {
  return `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x - arm} ${y + arm}L${x + arm} ${y - arm}`;
}

function clip(words, most) {
  return words.length > most ? words.slice(0, most - 1) + '…' : words;
}

class Ladder {
  constructor(flow) {
    this.flow = flow;
    this.steps = flow[FLOW.details][DETAIL.steps];
    this.suspects = new Set(flow[FLOW.details][DETAIL.suspects].map(text));
    this.zoom = 1;
    this.trueToTime = false;
    this.chosen = 0;
    this.canvas = el('div', { class: 'scroll', role: 'group', 'aria-label': 'Sequence diagram of ' + text(flow[FLOW.id]) + '; arrow keys go from step to step' });
    this.detail = el('div', { class: 'step-detail' }, 'Point at a step, or use the arrow keys, to see its frames.');
    this.node = el('div', { class: 'ladder-live' }, this.bar(), this.canvas, this.detail);
    this.canvas.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => requestAnimationFrame(() => this.resized())).observe(this.canvas);
  }

  into(box) {
    box.append(this.node);
    this.resized();
  }

  bar() {
    const toggle = button('True to time', () => {
      this.trueToTime = !this.trueToTime;
      this.zoom = 1;
      toggle.setAttribute('aria-pressed', this.trueToTime);
      this.draw();
    }, { 'aria-pressed': 'false' });
    return el('div', { class: 'bar' }, toggle,
      button('−', () => this.rescale(1 / 1.5), { 'aria-label': 'Zoom out' }),
      button('+', () => this.rescale(1.5), { 'aria-label': 'Zoom in' }));
  }

  rescale(factor) {
    this.zoom = Math.min(this.trueToTime ? 60 : 3, Math.max(0.6, this.zoom * factor));
    this.draw();
  }

  resized() {
    const width = Math.max(LADDER.minWidth, this.canvas.clientWidth);
    if (width !== this.width) {
      this.width = width;
      this.draw();
    }
  }

  get time() {
    return this.width < LADDER.narrow ? LADDER.narrowTime : LADDER.time;
  }

  get margin() {
    return this.width < LADDER.narrow ? LADDER.narrowMargin : LADDER.margin;
  }

  x(position) {
    const room = this.width - this.time - 2 * this.margin;
    return Math.round(this.time + this.margin + position * room / Math.max(2, 2 * (data.columns.length - 1)));
  }

  /* As much of the words as fits into so many pixels. */
  fitting(words, room) {
    return clip(words, Math.max(LADDER.leastLabel, Math.min(LADDER.maxLabel, Math.floor(room / LADDER.letter))));
  }

  /* The heights of all steps. */
  place() {
    const last = this.steps.length ? Math.max(1, this.steps[this.steps.length - 1][STEP.at]) : 1;
    let y = LADDER.head + 8;
    let before = 0;
    return this.steps.map((step) => {
      if (this.trueToTime) return LADDER.head + 30 + Math.max(0, step[STEP.at] / last) * LADDER.stretch * this.zoom;
      const marked = step[STEP.at] - before >= LADDER.pause || step[STEP.skipped] > 0;
      y += (LADDER.row + (marked ? LADDER.pauseRow : 0)) * this.zoom;
      before = step[STEP.at];
      return y;
    });
  }

  draw() {
    if (!this.width) return;
    const heights = this.place();
    const long = this.steps.length > LADDER.longRows;
    const height = Math.round((heights.length ? heights[heights.length - 1] : LADDER.head) + LADDER.row + (long ? 14 : 0));
    const svg = shape('svg', { class: 'ladder', width: this.width, height, viewBox: `0 0 ${this.width} ${height}` });
    this.lanes(svg, height, long);
    let labelled = 0;
    this.nodes = this.steps.map((step, index) => {
      const crowded = heights[index] - labelled < 15;
      if (!crowded) labelled = heights[index];
      if (!this.trueToTime) this.pause(svg, index, heights[index]);
      const node = this.step(step, index, Math.round(heights[index]), crowded);
      svg.append(node);
      return node;
    });
    this.canvas.replaceChildren(svg);
    if (this.nodes.length) this.nodes[Math.min(this.chosen, this.nodes.length - 1)].setAttribute('tabindex', '0');
  }

  lanes(svg, height, long) {
    const gap = this.x(2) - this.x(0);
    data.gaps.forEach((places, i) => {
      const names = places.map(text);
      const suspect = names.some((name) => this.suspects.has(name));
      if (suspect) svg.append(shape('rect', { class: 'band', x: this.x(2 * i) + 1, y: LADDER.band, width: this.x(2 * i + 2) - this.x(2 * i) - 2, height: height - LADDER.band }));
      svg.append(this.words(this.fitting(names.join(' · '), gap), suspect ? 'gap fault' : 'gap', this.x(2 * i + 1), LADDER.head - 14, 'middle'));
    });
    data.columns.forEach((name, i) => {
      svg.append(shape('path', { class: 'lifeline', d: `M${this.x(2 * i)} ${LADDER.head}V${height - (long ? 18 : 0)}` }));
      for (const y of long ? [20, height - 2] : [20]) svg.append(this.words(this.fitting(name, gap), 'column', this.x(2 * i), y, 'middle'));
    });
  }

  words(content, style, x, y, anchor) {
    const node = shape('text', { class: style, x, y, 'text-anchor': anchor });
    node.textContent = content;
    return node;
  }

  pause(svg, index, y) {
    const step = this.steps[index];
    const waited = step[STEP.at] - (index ? this.steps[index - 1][STEP.at] : 0);
    if (waited < LADDER.pause && !step[STEP.skipped]) return;
    const skipped = step[STEP.skipped] ? step[STEP.skipped] + ' steps not shown, ' : '';
    svg.append(this.words('⋮ ' + skipped + duration(waited), 'pause', this.time + this.margin / 2, y - LADDER.row + 2, 'end'));
  }

  step(step, index, y, crowded) {
    const from = this.x(step[STEP.from]);
    const known = this.x(step[STEP.known]);
    const to = this.x(step[STEP.to]);
    const group = shape('g', { class: 'step ' + text(step[STEP.style]), tabindex: '-1', role: 'img', 'aria-label': this.describe(step) });
    group.append(shape('rect', { class: 'hit', x: 0, y: y - 20, width: this.width, height: 33, rx: 4 }));
    const first = this.x(step[STEP.first]);
    if (first !== from) group.append(shape('path', { class: 'shaft unseen', d: `M${from} ${y}H${first}` }));
    group.append(shape('path', { class: 'shaft', d: `M${first} ${y}H${known}` }));
    if (known !== to) group.append(shape('path', { class: 'shaft unseen', d: `M${known} ${y}H${to}` }));
    group.append(step[STEP.lost] ? shape('path', { class: 'cross', d: cross(to, y, 6) })
      : shape('path', { class: 'tip', d: `M${to} ${y}l${to >= from ? -9 : 9} -5v10z` }));
    if (step[STEP.forged]) group.append(shape('path', { class: 'forge', d: `M${from - 7} ${y}l7 -7l7 7l-7 7z` }));
    if (step[STEP.changed] >= 0) {
      group.append(shape('circle', { class: 'changed', cx: this.x(step[STEP.changed]), cy: y, r: 8 }), this.words('≠', 'changed-sign', this.x(step[STEP.changed]), y + 5, 'middle'));
    }
    step[STEP.frames].forEach((frame, column) => {
      if (frame < 0) return;
      group.append(shape('circle', { class: 'seen', cx: this.x(2 * column), cy: y, r: 3 }));
      if (!crowded) group.append(this.words(text(frame), 'frame', this.x(2 * column) + 6, y + 13, 'start'));
    });
    if (!crowded) {
      group.append(this.words(sinceStart(step[STEP.at]), 'time', this.time + 8, y + 4, 'end'));
      group.append(this.words(this.label(step, Math.abs(to - from)), 'label', (from + to) / 2, y - (step[STEP.changed] >= 0 ? 12 : 7), 'middle'));
    }
    group.addEventListener('mouseenter', () => this.show(index));
    group.addEventListener('focus', () => this.show(index));
    return group;
  }

  /* What is clipped is the name: that it is a copy, or forged, stays. */
  label(step, room) {
    const [, name, copies] = text(step[STEP.label]).match(/^([^]*?)(, copy [0-9–]+| ×[0-9]+)?$/);
    const ending = (copies || '') + (step[STEP.forged] ? ' (forged)' : step[STEP.changed] >= 0 ? ' (changed)' : '');
    const bold = text(step[STEP.style]).endsWith('fault') ? LADDER.bold : 1;
    return this.fitting(name, room / bold - ending.length * LADDER.letter) + ending;
  }

  describe(step) {
    return [sinceStart(step[STEP.at]), text(step[STEP.label]),
      text(step[STEP.range]) && 'bytes ' + text(step[STEP.range]),
      text(step[STEP.lostAt]) && 'lost at ' + text(step[STEP.lostAt]),
      text(step[STEP.changedAt]) && 'changed at ' + text(step[STEP.changedAt]),
      step[STEP.forged] && 'forged'].filter(Boolean).join(', ');
  }

  show(index) {
    const step = this.steps[index];
    this.nodes.forEach((node, i) => {
      node.classList.toggle('chosen', i === index);
      node.setAttribute('tabindex', i === index ? '0' : '-1');
    });
    this.chosen = index;
    const frames = el('ul', { class: 'filters' });
    step[STEP.frames].forEach((frame, column) => {
      if (frame >= 0) frames.append(filterLine(data.columns[column], 'frame.number == ' + text(frame)));
    });
    this.detail.replaceChildren(
      el('div', {}, el('code', {}, timeOfDay(this.flow[FLOW.start] + step[STEP.at]) + ' UTC'), '  ', this.describe(step)), frames);
  }

  key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!move || !this.nodes || !this.nodes.length) return;
    event.preventDefault();
    const index = Math.min(this.nodes.length - 1, Math.max(0, this.chosen + move));
    this.show(index);
    this.nodes[index].focus();
  }
}
