// The words of the DOM that the pages of traces use; the pure rooms are compiled without the DOM library.
import type { Canvas2d, Rect } from '../../html/dom-types.ts';

export interface PageEvent {
  readonly key: string;
  readonly clientX: number;
  readonly clientY: number;
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly button: number;
  readonly pointerId: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly target: PageElement | null;
  preventDefault(): void;
}

export interface PageElement {
  textContent: string | null;
  value: string;
  className: string;
  title: string;
  hidden: boolean;
  disabled: boolean;
  checked: boolean;
  tabIndex: number;
  type: string;
  scrollTop: number;
  readonly dataset: Record<string, string | undefined>;
  readonly style: Record<string, string>;
  readonly children: ArrayLike<PageElement>;
  readonly parentElement: PageElement | null;
  readonly clientWidth: number;
  readonly clientHeight: number;
  append(...nodes: (PageElement | string)[]): void;
  replaceChildren(...nodes: (PageElement | string)[]): void;
  focus(options?: { preventScroll?: boolean }): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  getAttribute(name: string): string | null;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): ArrayLike<PageElement>;
  addEventListener(type: string, handler: (event: PageEvent) => void, options?: { passive: boolean }): void;
  getBoundingClientRect(): Rect;
  setPointerCapture(id: number): void;
}

export interface PageContext extends Canvas2d {
  textAlign: string;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(a: number, b: number, c: number, d: number, e: number, f: number): void;
  closePath(): void;
  stroke(): void;
  fill(): void;
  save(): void;
  restore(): void;
  rect(x: number, y: number, w: number, h: number): void;
  clip(): void;
  setLineDash(dashes: number[]): void;
  putImageData(image: unknown, x: number, y: number): void;
}

export interface PageCanvas extends PageElement {
  width: number;
  height: number;
  getContext(kind: '2d', options?: { alpha: boolean }): PageContext | null;
}

export interface PageWindow {
  readonly document: {
    readonly documentElement: PageElement;
    getElementById(id: string): PageElement | null;
    createElement(tag: string): PageElement;
    createElementNS(space: string, tag: string): PageElement;
  };
  readonly devicePixelRatio: number;
  readonly innerHeight: number;
  readonly innerWidth: number;
  readonly ImageData: new (bytes: Uint8ClampedArray, width: number, height: number) => unknown;
  readonly DecompressionStream?: new (kind: string) => unknown;
  readonly Blob: new (parts: unknown[]) => { stream(): { pipeThrough(through: unknown): unknown } };
  readonly Response: new (body: unknown) => { arrayBuffer(): Promise<ArrayBuffer> };
  atob(text: string): string;
  getComputedStyle(element: PageElement): { getPropertyValue(name: string): string };
  requestAnimationFrame(handler: () => void): void;
  addEventListener(type: string, handler: (event: PageEvent) => void): void;
}
