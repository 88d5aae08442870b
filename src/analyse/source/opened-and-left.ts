// What a function opens by a call of a library and leaves open on a path that returns an error.

import type { Opener } from '../../knowledge/openers.ts';
import { openers } from '../../knowledge/openers.ts';
import { NodeKind } from '../../model/go-syntax.ts';
import { nameOf } from '../../model/go-tree.ts';
import { singleType } from './infer-type.ts';
import type { OwnedValue, Unended } from './owned-values.ts';
import { ownedValues, unendedPath } from './owned-values.ts';
import type { PackageFacts } from './package-facts.ts';

export interface OpenedAndLeft {
  readonly value: OwnedValue;
  readonly unended: Unended;
  readonly opener: Opener;
}

/** Read from it or write to it, and leave it to who called them. */
const borrowers: ReadonlySet<string> = new Set([
  'archive/tar.NewReader',
  'archive/tar.NewWriter',
  'archive/zip.NewReader',
  'archive/zip.NewWriter',
  'bufio.NewReader',
  'bufio.NewReaderSize',
  'bufio.NewScanner',
  'bufio.NewWriter',
  'bufio.NewWriterSize',
  'compress/gzip.NewReader',
  'compress/gzip.NewWriter',
  'encoding/csv.NewReader',
  'encoding/csv.NewWriter',
  'encoding/gob.NewDecoder',
  'encoding/gob.NewEncoder',
  'encoding/json.NewDecoder',
  'encoding/json.NewEncoder',
  'fmt.Fprint',
  'fmt.Fprintf',
  'fmt.Fprintln',
  'io.Copy',
  'io.CopyBuffer',
  'io.CopyN',
  'io.ReadAll',
  'io.ReadAtLeast',
  'io.ReadFull',
  'io.WriteString',
]);

/** All of the package. */
export function openedAndLeft(facts: PackageFacts): OpenedAndLeft[] {
  const found: OpenedAndLeft[] = [];
  for (const value of ownedValues(facts, () => 0, [...openers.keys()])) {
    const opener = openers.get(value.callee);
    if (!opener || !value.variable || !value.error || value.fn.name === 'main.main') continue;
    const unended = unendedPath(facts, value, {
      ends: new Set(opener.ends),
      borrowers,
      looksAreNoHandover: true,
      keptBySuccess: true,
      goroutinesOwn: true,
    });
    // What nobody ever closes is meant to stay, and what is overwritten is another story.
    if (!unended || unended.isOverwritten || unended.never) continue;
    if (!unended.isTail && !returnsError(facts, value, unended.leave)) continue;
    // Opened in one of several ways, and left at one place (telegraf's fcgi client): once.
    const isKnown = found.some((one) => one.value.variable === value.variable && one.unended.leave === unended.leave);
    if (!isKnown) found.push({ value, unended, opener });
  }
  return found;
}

/** `return nil, err`: the last value is an error, and not nil. */
function returnsError(facts: PackageFacts, { file, fn }: OwnedValue, leave: number): boolean {
  if (file.tree.kind[leave] !== NodeKind.ReturnStmt) return false;
  for (const { operations } of facts.flowOf(fn).blocks) {
    const last = operations.at(-1);
    if (last?.kind !== 'return' || last.node !== leave || last.values.length === 0) continue;
    const value = last.values[last.values.length - 1];
    const type = singleType(facts.typeOf(file, value));
    return type.kind === 'basic' && type.name === 'error' && nameOf(file.tree, value) !== 'nil';
  }
  return false;
}
