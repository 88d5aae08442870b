// Runs in the browser: draws the icicle on its canvas, zooms, searches, walks by keys. The function is sent as its own
// text (`toString`), so it may use nothing outside itself but the types, which are gone by then.
import type { BrowserWindow, Canvas, DomElement, IcicleData } from './dom-types.ts';

/** Sets the icicle up; returns a function that draws it anew (after a change of theme). */
export function icicleClient(window: BrowserWindow, data: IcicleData): () => void {
  const doc = window.document;
  const canvas = doc.getElementById('icicle') as Canvas | null;
  const context = canvas ? canvas.getContext('2d') : null;
  const label = doc.getElementById('icicle-label');
  if (!canvas || !context || !label) return () => {};
  const hint = label.textContent;
  const search = doc.getElementById('icicle-search');
  const colour = doc.getElementById('icicle-color');
  const reset = doc.getElementById('icicle-reset') as DomElement;
  const row = 20;
  const size = data.name.length;
  const firstChild: number[] = new Array(size).fill(-1);
  const nextSibling: number[] = new Array(size).fill(-1);
  const lastChild: number[] = new Array(size).fill(-1);
  for (let i = 1; i < size; i++) {
    const p = data.parent[i];
    if (firstChild[p] < 0) firstChild[p] = i;
    else nextSibling[lastChild[p]] = i;
    lastChild[p] = i;
  }
  let zoom = 0;
  let hover = -1;
  let cursor = -1;
  let query = '';
  let width = 0;
  let charWidth = 6.6;

  const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const css = (name: string): string => window.getComputedStyle(doc.documentElement).getPropertyValue(name).trim();
  const matches = (i: number): boolean => query !== '' && data.names[data.name[i]].toLowerCase().indexOf(query) >= 0;
  /** Left edge and width of a box in pixels under the present zoom; ancestors of the zoomed box fill the row. */
  const edges = (i: number): [number, number] => {
    const scale = width / data.count[zoom];
    const left = Math.max(0, (data.left[i] - data.left[zoom]) * scale);
    const right = Math.min(width, (data.left[i] + data.count[i] - data.left[zoom]) * scale);
    return [left, right - left];
  };

  const describe = (i: number): void => {
    if (i < 0) {
      label.textContent = hint;
      return;
    }
    const share = (data.count[i] / data.total) * 100;
    const kind = data.classes[data.kind[i]];
    const parts = [data.names[data.name[i]], `${number(data.count[i])} ${data.unit} (${share.toFixed(1)} %)`];
    if (data.self[i] > 0 && data.self[i] < data.count[i]) parts.push(`${number(data.self[i])} end here`);
    if (kind) parts.push(kind);
    label.textContent = parts.join(' · ');
  };

  const draw = (): void => {
    const ratio = window.devicePixelRatio || 1;
    width = Math.max(60, canvas.parentElement ? canvas.parentElement.clientWidth - 20 : canvas.clientWidth);
    const height = data.depth * row;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = '12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
    context.textBaseline = 'middle';
    charWidth = context.measureText('mmmmmmmmmm').width / 10;
    const dark = css('--scheme') === 'dark';
    const ink = css('--box-ink');
    const byClass = colour ? colour.value === 'class' : false;
    const classColours: Record<string, string> = {
      leak: css('--box-leak'),
      suspect: css('--box-suspect'),
      'cannot-tell': css('--box-unsure'),
      clean: css('--box-clean'),
    };
    const grey = css('--box-grey');
    const accent = css('--accent');
    for (let i = 0; i < size; i++) {
      const [x, w] = edges(i);
      if (w < 0.4) continue;
      const y = data.level[i] * row;
      const hue = data.hues[data.name[i]];
      const byPackage = hue < 0 ? grey : `hsl(${hue} ${dark ? 32 : 55}% ${dark ? 34 : 80}%)`;
      context.globalAlpha = query !== '' && !matches(i) ? 0.28 : data.level[i] < data.level[zoom] ? 0.55 : 1;
      context.fillStyle = i === 0 ? grey : byClass ? classColours[data.classes[data.kind[i]]] || grey : byPackage;
      context.fillRect(x, y, Math.max(0.6, w - 1), row - 1);
      if (w > 24) {
        const room = Math.floor((w - 9) / charWidth);
        const text = i === 0 ? `all · ${number(data.total)}` : data.labels[data.name[i]];
        context.fillStyle = ink;
        context.fillText(text.length > room ? `${text.slice(0, Math.max(1, room - 1))}…` : text, x + 5, y + row / 2);
      }
      if (matches(i) || i === hover || i === cursor) {
        context.globalAlpha = 1;
        context.strokeStyle = matches(i) && i !== hover && i !== cursor ? accent : ink;
        context.lineWidth = i === cursor ? 2 : 1.5;
        context.strokeRect(x + 1, y + 1, Math.max(1, w - 3), row - 3);
      }
      context.globalAlpha = 1;
    }
    if (zoom === 0) reset.setAttribute('disabled', '');
    else reset.removeAttribute('disabled');
  };

  const boxAt = (px: number, py: number): number => {
    const level = Math.floor(py / row);
    for (let i = 0; i < size; i++) {
      if (data.level[i] !== level) continue;
      const [x, w] = edges(i);
      if (w >= 0.4 && px >= x && px < x + w) return i;
    }
    return -1;
  };
  const zoomTo = (i: number): void => {
    zoom = i < 0 ? 0 : i;
    draw();
    describe(i < 0 ? -1 : i);
  };
  const walk = (key: string): number => {
    if (cursor < 0) return zoom;
    if (key === 'ArrowUp') return data.parent[cursor] < 0 ? cursor : data.parent[cursor];
    if (key === 'ArrowDown') return firstChild[cursor] < 0 ? cursor : firstChild[cursor];
    if (key === 'ArrowRight') return nextSibling[cursor] < 0 ? cursor : nextSibling[cursor];
    let at = data.parent[cursor] < 0 ? cursor : firstChild[data.parent[cursor]];
    while (nextSibling[at] >= 0 && nextSibling[at] !== cursor) at = nextSibling[at];
    return nextSibling[at] === cursor ? at : cursor;
  };

  canvas.addEventListener('mousemove', (event) => {
    const box = boxAt(event.offsetX, event.offsetY);
    if (box === hover) return;
    hover = box;
    canvas.style.cursor = box < 0 ? 'default' : 'pointer';
    describe(box < 0 ? cursor : box);
    draw();
  });
  canvas.addEventListener('mouseleave', () => {
    hover = -1;
    draw();
  });
  canvas.addEventListener('click', (event) => {
    const box = boxAt(event.offsetX, event.offsetY);
    if (box < 0) return;
    cursor = box;
    zoomTo(box === zoom && box > 0 ? data.parent[box] : box);
  });
  canvas.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') {
      if (cursor >= 0) zoomTo(cursor);
    } else if (event.key === 'Escape') {
      cursor = data.parent[zoom] < 0 ? 0 : data.parent[zoom];
      zoomTo(cursor);
    } else if (event.key.indexOf('Arrow') === 0) {
      cursor = walk(event.key);
      describe(cursor);
      draw();
    } else return;
    event.preventDefault();
  });
  reset.addEventListener('click', () => {
    cursor = -1;
    zoomTo(-1);
  });
  if (search)
    search.addEventListener('input', () => {
      query = search.value.trim().toLowerCase();
      draw();
      if (query === '') {
        describe(cursor);
        return;
      }
      // Counts of topmost matches only, so that nothing is counted twice.
      let sum = 0;
      const inside: boolean[] = new Array(size).fill(false);
      for (let i = 0; i < size; i++) {
        const above = data.parent[i] >= 0 && inside[data.parent[i]];
        inside[i] = above || matches(i);
        if (inside[i] && !above) sum += data.count[i];
      }
      label.textContent = `${number(sum)} of ${number(data.total)} ${data.unit} (${((sum / data.total) * 100).toFixed(1)} %) pass through “${search.value.trim()}”`;
    });
  if (colour) colour.addEventListener('change', draw);
  window.addEventListener('resize', draw);
  draw();
  return draw;
}
