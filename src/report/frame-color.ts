// A steady colour for a package: the same on every page and in every run. Standard library and runtime stay grey.

/** FNV-1a over UTF-16 units, to 0 … 359. */
export function hueOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash % 360;
}

/** True for packages of Go itself: no dot in the first part of the path, and not `main`. */
export function isStandard(packagePath: string): boolean {
  const first = packagePath.split('/')[0];
  return first !== 'main' && !first.includes('.');
}
