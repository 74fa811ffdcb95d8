/* All flows over time, on a canvas: thousands stay quick. The list below says the same in words. */
const TIMELINE = { lane: 12, least: 2, axis: 24, most: 280, pad: 10 };

class Timeline {
  constructor(choose) {
    this.choose = choose;
    this.flows = [];
    this.under = el('div', { class: 'under' }, ' ');
    this.canvas = el('canvas', { id: 'timeline', tabindex: '0', role: 'application', 'aria-label': 'Timeline of all sessions. Left and right arrow keys go from session to session, plus and minus zoom. The list below holds the same sessions.' });
    this.end = data.flows.reduce((most, flow) => Math.max(most, flow[FLOW.start] + flow[FLOW.took]), 1);
    this.view = [0, this.end];
    this.node = el('div', {}, this.bar(), this.canvas, this.under);
    this.canvas.addEventListener('mousemove', (event) => this.hover(event));
    this.canvas.addEventListener('mouseleave', () => this.tell(this.chosen));
    this.canvas.addEventListener('click', (event) => { const hit = this.at(event); if (hit) this.choose(hit); });
    this.canvas.addEventListener('keydown', (event) => this.key(event));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    new ResizeObserver(() => requestAnimationFrame(() => this.draw())).observe(this.canvas);
  }

  bar() {
    return el('div', { class: 'bar' },
      button('−', () => this.rescale(2), { 'aria-label': 'Zoom the timeline out' }),
      button('+', () => this.rescale(0.5), { 'aria-label': 'Zoom the timeline in' }),
      button('◀', () => this.move(-0.5), { 'aria-label': 'Earlier' }),
      button('▶', () => this.move(0.5), { 'aria-label': 'Later' }),
      el('span', { class: 'legend' }, 'tall: failed · half: ok · open: undecided'));
  }

  show(flows) {
    this.flows = [...flows].sort((a, b) => a[FLOW.start] - b[FLOW.start]);
    this.pack();
    this.draw();
  }

  /* Each flow in the first lane that is free when it starts. */
  pack() {
    const ends = [];
    this.lanes = new Map();
    for (const flow of this.flows) {
      let lane = ends.findIndex((end) => end <= flow[FLOW.start]);
      if (lane < 0) lane = ends.length;
      ends[lane] = flow[FLOW.start] + flow[FLOW.took] + this.end / 400;
      this.lanes.set(flow, lane);
    }
    this.count = Math.max(1, ends.length);
  }

  rescale(factor) {
    const anchor = this.chosen && this.inView(this.chosen) ? this.chosen[FLOW.start] : (this.view[0] + this.view[1]) / 2;
    const span = Math.min(this.end, Math.max(1000, (this.view[1] - this.view[0]) * factor));
    this.place(anchor - span / 2, span);
  }

  move(share) {
    const span = this.view[1] - this.view[0];
    this.place(this.view[0] + share * span, span);
  }

  place(from, span) {
    const start = Math.max(0, Math.min(this.end - span, from));
    this.view = [start, start + span];
    this.draw();
  }

  inView(flow) {
    return flow[FLOW.start] + flow[FLOW.took] >= this.view[0] && flow[FLOW.start] <= this.view[1];
  }

  mark(flow) {
    this.chosen = flow;
    if (!this.inView(flow)) {
      const span = this.view[1] - this.view[0];
      this.place(flow[FLOW.start] - span / 2, span);
    } else {
      this.draw();
    }
    this.tell(flow);
  }

  tell(flow) {
    this.under.textContent = flow ? `${SIGNS[flow[FLOW.tone]]} ${text(flow[FLOW.id])}  ${timeOfDay(flow[FLOW.start])}  ${text(flow[FLOW.client])}  ${text(flow[FLOW.kind])}  ${text(flow[FLOW.where])}` : ' ';
  }

  x(micros) {
    return TIMELINE.pad + (micros - this.view[0]) / (this.view[1] - this.view[0]) * (this.width - 2 * TIMELINE.pad);
  }

  draw() {
    this.width = this.canvas.clientWidth;
    if (!this.width || !this.lanes) return;
    this.lane = Math.max(TIMELINE.least, Math.min(TIMELINE.lane, (TIMELINE.most - TIMELINE.axis) / this.count));
    const height = Math.min(TIMELINE.most, Math.ceil(this.lane * this.count)) + TIMELINE.axis + 8;
    const scale = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(this.width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(this.width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.height = height + 'px';
    }
    const pen = this.canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, this.width, height);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue('--' + name).trim();
    this.axis(pen, height, colour);
    for (const tone of [0, 1, 2]) {
      pen.fillStyle = pen.strokeStyle = colour(TONES[tone]);
      for (const flow of this.flows) if (flow[FLOW.tone] === tone && this.inView(flow)) this.bar1(pen, flow, tone);
    }
    if (this.chosen && this.lanes.has(this.chosen)) this.frame(pen, colour('focus'));
  }

  box(flow) {
    const left = Math.max(0, this.x(flow[FLOW.start]));
    const right = Math.min(this.width, this.x(flow[FLOW.start] + flow[FLOW.took]));
    return [left, 6 + (this.lanes.get(flow) * this.lane) % TIMELINE.most, Math.max(2, right - left), Math.max(1, this.lane - (this.lane > 4 ? 2 : 0))];
  }

  bar1(pen, flow, tone) {
    const [x, y, width, height] = this.box(flow);
    if (tone === 2) pen.fillRect(x, y, width, height);
    else if (tone === 0) pen.fillRect(x, y + height / 2, width, height / 2);
    else pen.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), Math.max(1, height - 1));
  }

  frame(pen, colour) {
    const [x, y, width, height] = this.box(this.chosen);
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.strokeRect(x - 2, y - 2, width + 4, height + 4);
    pen.lineWidth = 1;
  }

  axis(pen, height, colour) {
    const span = this.view[1] - this.view[0];
    const steps = [1e3, 1e4, 1e5, 5e5, 1e6, 2e6, 5e6, 1e7, 3e7, 6e7, 12e7, 3e8, 6e8, 18e8, 36e8, 108e8, 216e8, 432e8, 864e8];
    const step = steps.find((one) => span / one <= Math.max(2, this.width / 110)) || span / 4;
    const phase = data.base % step;
    pen.fillStyle = colour('soft');
    pen.strokeStyle = colour('line');
    pen.font = '12px system-ui, sans-serif';
    for (let at = Math.ceil((this.view[0] + phase) / step) * step - phase; at <= this.view[1]; at += step) {
      const x = Math.round(this.x(at)) + 0.5;
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, height - TIMELINE.axis + 6);
      pen.stroke();
      pen.fillText(step >= 1e6 ? timeOfDay(at).slice(0, 8) : timeOfDay(at), Math.min(x - 2, this.width - 74), height - 6);
    }
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const px = event.clientX - box.left;
    const py = event.clientY - box.top;
    let best = null;
    let nearest = 8;
    for (const flow of this.flows) {
      if (!this.inView(flow)) continue;
      const [x, y, width, height] = this.box(flow);
      const away = Math.max(x - px, px - x - width, y - py, py - y - height, 0);
      if (away < nearest) { nearest = away; best = flow; }
    }
    return best;
  }

  hover(event) {
    this.tell(this.at(event) || this.chosen);
  }

  key(event) {
    if (event.key === '+' || event.key === '-') return this.rescale(event.key === '+' ? 0.5 : 2);
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move || !this.flows.length) return undefined;
    event.preventDefault();
    const now = this.flows.indexOf(this.chosen);
    return this.choose(this.flows[Math.max(0, Math.min(this.flows.length - 1, now + move))]);
  }
}
