// Decoded sources → one history per target: groups, moments, epochs.
import { deriveEpochs } from '../analyse/runtime/epochs.ts';
import { deriveGroups, newIdentityMemo } from '../analyse/runtime/groups.ts';
import { guessMainModule } from '../analyse/runtime/main-module.ts';
import { deriveMoments } from '../analyse/runtime/moments.ts';
import type { Decoded } from '../model/decoded.ts';
import type { TargetHistory } from '../model/history.ts';

export interface HistoryOptions {
  readonly sameMoment?: boolean;
  readonly mainModule?: string;
}

/** Histories of all targets that have at least one goroutine snapshot; sources without a target are one. */
export function buildHistories(decoded: readonly Decoded[], options: HistoryOptions): TargetHistory[] {
  const snapshots = decoded.flatMap((d) => d.snapshots).filter((s) => s.profile !== 'threadcreate');
  const metrics = decoded.flatMap((d) => d.metrics);
  const names = [...new Set(snapshots.map((s) => s.provenance.target ?? ''))];
  return names.map((name) => {
    const own = snapshots.filter((s) => (s.provenance.target ?? '') === name);
    const mainModule = options.mainModule ?? guessMainModule(own);
    const identities = own.length > 1 ? newIdentityMemo() : undefined;
    const grouped = own.map((snapshot) => ({ snapshot, groups: deriveGroups(snapshot, { mainModule, identities }) }));
    const moments = deriveMoments(
      grouped,
      metrics.filter((m) => (m.provenance.target ?? '') === name),
      options.sameMoment,
    );
    return { name, epochs: deriveEpochs(moments) };
  });
}
