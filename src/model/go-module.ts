// Go modules as go.mod, go.work and vendor/modules.txt describe them.

export interface ModuleVersion {
  readonly path: string;
  /** `v1.2.3`; empty when it is not said. */
  readonly version: string;
}

/** `path version => to toVersion`; an empty `version` fits all, an empty `toVersion` means that `to` is a folder. */
export interface ModuleReplace extends ModuleVersion {
  readonly to: string;
  readonly toVersion: string;
}

export interface GoModFile {
  /** Empty in a go.work. */
  readonly module: string;
  /** `1.22` or `1.22.3`; empty when there is no such line. */
  readonly go: string;
  /** `go1.27.3` */
  readonly toolchain: string;
  readonly requires: readonly ModuleVersion[];
  readonly replaces: readonly ModuleReplace[];
  /** Folders of a go.work. */
  readonly uses: readonly string[];
  /** Folders that `./...` leaves out (Go 1.25). */
  readonly ignores: readonly string[];
  /** `asynctimerchan=1` … */
  readonly godebug: readonly string[];
  /** Lines that could not be read, 1-based. */
  readonly faults: readonly number[];
}

/** What decides which files of a folder are built. */
export interface BuildTarget {
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean;
  /** `--tags`. */
  readonly tags: readonly string[];
  /** Newest minor version whose release tag (`go1.27`) holds. */
  readonly minor: number;
}
