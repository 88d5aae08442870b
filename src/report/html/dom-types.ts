// The few words of the DOM that the page scripts use; the pure rooms are compiled without the DOM library.

export interface Style {
  [name: string]: string | ((name: string) => string);
  getPropertyValue(name: string): string;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface DomEvent {
  readonly key: string;
  readonly offsetX: number;
  readonly offsetY: number;
  readonly target: DomElement | null;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  preventDefault(): void;
}

export interface DomElement {
  textContent: string | null;
  value: string;
  hidden: boolean;
  tabIndex: number;
  checked: boolean;
  readonly tagName: string;
  readonly dataset: Record<string, string | undefined>;
  readonly style: Record<string, string>;
  readonly children: ArrayLike<DomElement>;
  readonly parentElement: DomElement | null;
  readonly clientWidth: number;
  scrollTop: number;
  readonly clientHeight: number;
  append(...nodes: DomElement[]): void;
  focus(): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): ArrayLike<DomElement>;
  closest(selector: string): DomElement | null;
  addEventListener(type: string, handler: (event: DomEvent) => void): void;
  getBoundingClientRect(): Rect;
}

export interface Canvas extends DomElement {
  width: number;
  height: number;
  getContext(kind: '2d'): Canvas2d | null;
}

export interface Canvas2d {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  font: string;
  textBaseline: string;
  globalAlpha: number;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  clearRect(x: number, y: number, w: number, h: number): void;
  fillRect(x: number, y: number, w: number, h: number): void;
  strokeRect(x: number, y: number, w: number, h: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}

export interface BrowserWindow {
  readonly document: DomElement & {
    readonly documentElement: DomElement;
    readonly body: DomElement;
    getElementById(id: string): DomElement | null;
  };
  readonly devicePixelRatio: number;
  readonly location: { hash: string };
  getComputedStyle(element: DomElement): { getPropertyValue(name: string): string };
  matchMedia(query: string): { readonly matches: boolean; addEventListener(type: 'change', handler: () => void): void };
  requestAnimationFrame(handler: () => void): void;
  addEventListener(type: string, handler: (event: DomEvent) => void): void;
}

/** The icicle as the page gets it: `Icicle` of icicle-layout.ts, with hues and groups of colours worked out. */
export interface IcicleData {
  readonly total: number;
  readonly depth: number;
  readonly unit: string;
  readonly names: readonly string[];
  /** What a box shows: the name without its path. */
  readonly labels: readonly string[];
  /** Hue of the package, or -1 for Go's own. */
  readonly hues: readonly number[];
  readonly classes: readonly string[];
  readonly name: readonly number[];
  readonly level: readonly number[];
  readonly left: readonly number[];
  readonly count: readonly number[];
  readonly self: readonly number[];
  readonly parent: readonly number[];
  readonly kind: readonly number[];
}
